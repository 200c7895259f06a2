package dev.trailtally.report;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rollups of accounts x 60 services x 90 days, with 20 principals and 300 other values per account: {@link #EVENTS} events
 * per account, in every rollup.
 */
record FilledOrganization(Fixture fixture, int accounts) {

    static final int EVENTS = 90 * 600;

    private static final String TIMES = "timestamptz '2024-03-01Z', timestamptz '2024-03-01Z'";
    private static final String DAYS_OF_MONTH =
            "case extract(month from day) when 1 then 17 when 2 then 29 when 3 then 31 else 13 end";
    private static final String DAYS = "generate_series(date '2024-01-15', date '2024-04-13', '1 day') day";
    private static final String MONTHS =
            "unnest(array['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01']::date[]) day";

    void fill() throws SQLException {
        texts();
        insert("service_day", "day::date, s", 10, DAYS + ", generate_series(1, 60) s");
        insert("service_month", "day, s", 10, MONTHS + ", generate_series(1, 60) s");
        insert("principal_day", "day::date, 20 * a + p", 30, DAYS + ", generate_series(1, 20) p");
        insert("principal_month", "day, 20 * a + p", 30, MONTHS + ", generate_series(1, 20) p");
        usage("day", 50, "1", DAYS + ", generate_series(1, 12) s");
        usage("month", 10, DAYS_OF_MONTH, MONTHS + ", generate_series(1, 60) s");
        insert("error_day", "day::date, s, s % 4", 50, DAYS + ", generate_series(1, 12) s where s % 4 <> 0");
        insert("error_month", "day, s, s % 4", 10, MONTHS + ", generate_series(1, 60) s where s % 4 <> 0");
        insert("account_day", "day::date", 600, DAYS);
        insert(
                "account_quarter_hour",
                "hour",
                25,
                "generate_series('2024-01-15Z', '2024-04-13 23:00Z', interval '1 hour') hour");
        insert("sighting", "'source_ip', 200 * (a % 50) + v, ''", 10, "generate_series(1, 200) v");
        insert("sighting", "'user_agent', v, ''", 10, "generate_series(1, 80) v");
        insert("sighting", "'principal', 20 * a + v, ''", 10, "generate_series(1, 20) v");
        fixture.execute("""
                update sighting set first_event_time = timestamptz '2024-01-15Z' + (value_ref + account_id) %% 90 * interval '24 hours'
                where account_id %% 2 = 0;
                insert into rollup_account
                select a, %d, 90, '2024-01-15Z', '2024-04-13 23:59Z', now() from generate_series(1, %d) a;
                insert into account (account_id) select generate_series(1, %d)
                """.formatted(EVENTS, accounts, accounts));
        for (var table : List.of("sighting", "service_day", "principal_day", "error_day", "account_quarter_hour")) {
            fixture.execute("vacuum analyze " + table);
        }
        fixture.execute("analyze");
    }

    private void texts() throws SQLException {
        fixture.execute("""
                insert into region (region) values ('eu-central-1');
                insert into error_code (error_code) values ('AccessDenied'), ('NoSuchBucket'), ('Throttling');
                insert into event_source (event_source) select 's' || s || '.amazonaws.com' from generate_series(1, 60) s;
                insert into action (event_source, event_name)
                select 's' || s || '.amazonaws.com', 'Call' from generate_series(1, 60) s;
                insert into user_agent (user_agent) select 'agent/' || v from generate_series(1, 80) v;
                insert into source_ip (source_ip_address, address)
                select host(ip), ip
                from (select inet '10.0.0.0' + v as ip from generate_series(1, 10200) v) address;
                insert into principal (principal_key, principal_type, display_name)
                select 'arn:' || p, 'IAMUser', 'user/' || p from generate_series(1, 20 * (%d + 2)) p;
                insert into principal_key (id, principal_key) select id, principal_key from principal where id <> 0
                """.formatted(accounts));
    }

    /** A month has the events of its days. */
    private void insert(String table, String key, int eventCount, String from) throws SQLException {
        var days = table.endsWith("_month") ? DAYS_OF_MONTH : "1";
        fixture.execute("insert into %s select a, %s, %d * %s, %s, %s from generate_series(1, %d) a, %s order by 1, 2"
                .formatted(table, key, eventCount, days, days, TIMES, accounts, from));
    }

    private void usage(String grain, int eventCount, String days, String from) throws SQLException {
        fixture.execute("""
                insert into rollup
                select a, 'usage', '%s', day::date, 0, 0, array_agg(1), array_agg(s), array_agg(s %% 4), array_agg(%d * %s),
                  array_agg(%s), array_agg(extract(epoch from timestamptz '2024-03-01Z' - day)::integer),
                  array_agg(extract(epoch from timestamptz '2024-03-01Z' - day)::integer)
                from generate_series(1, %d) a, %s
                group by a, day
                """.formatted(grain, eventCount, days, days, accounts, from));
    }

    /**
     * The user agents and principals that no account had before a time: account, value and when it was first seen, which
     * may be at one time in several accounts.
     */
    static List<String> firstSightings(int accounts, Instant since) {
        var sightings = new ArrayList<String>();
        for (int agent = 1; agent <= 80; agent++) {
            int value = agent;
            var first = IntStream.rangeClosed(1, accounts)
                    .mapToObj(account -> firstSeen(account, value))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            for (int account = 1; account <= accounts; account++) {
                if (!first.isBefore(since) && firstSeen(account, agent).equals(first)) {
                    sightings.add("%012d agent/%d %s".formatted(account, agent, first));
                }
            }
        }
        for (int account = 1; account <= accounts; account++) {
            for (int principal = 20 * account + 1; principal <= 20 * account + 20; principal++) {
                var first = firstSeen(account, principal);
                if (!first.isBefore(since)) {
                    sightings.add("%012d arn:%d %s".formatted(account, principal, first));
                }
            }
        }
        return sightings;
    }

    private static Instant firstSeen(int account, int value) {
        return account % 2 == 0
                ? Instant.parse("2024-01-15T00:00:00Z").plus((value + account) % 90, ChronoUnit.DAYS)
                : Instant.parse("2024-03-01T00:00:00Z");
    }
}
