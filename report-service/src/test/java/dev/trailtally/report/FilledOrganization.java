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
        insert("day", "service", "s, null::bigint, null::bigint", 10, DAYS + ", generate_series(1, 60) s");
        insert("month", "service", "s, null::bigint, null::bigint", 10, MONTHS + ", generate_series(1, 60) s");
        insert("day", "principal", "20 * a + p, null::bigint, null::bigint", 30, DAYS + ", generate_series(1, 20) p");
        insert(
                "month",
                "principal",
                "20 * a + p, null::bigint, null::bigint",
                30,
                MONTHS + ", generate_series(1, 20) p");
        insert("day", "usage", "1, s, s % 4", 50, DAYS + ", generate_series(1, 12) s");
        insert("month", "usage", "1, s, s % 4", 10, MONTHS + ", generate_series(1, 60) s");
        insert("day", "error", "s, s % 4, null::bigint", 50, DAYS + ", generate_series(1, 12) s where s % 4 <> 0");
        insert("month", "error", "s, s % 4, null::bigint", 10, MONTHS + ", generate_series(1, 60) s where s % 4 <> 0");
        insert(
                "day",
                "quarter_hour",
                "4 * hour, null::bigint, null::bigint",
                25,
                DAYS + ", generate_series(0, 23) hour");
        sight("source_ip", "200 * (a % 50) + v", 200);
        sight("user_agent", "v", 80);
        sight("principal", "20 * a + v", 20);
        fixture.execute("""
                update sighting set first_event_time = timestamptz '2024-01-15Z' + (value_ref + account_id) %% 90 * interval '24 hours'
                where account_id %% 2 = 0;
                insert into rollup_account
                select a, %d, 90, '2024-01-15Z', '2024-04-13 23:59Z', now() from generate_series(1, %d) a;
                insert into account (account_id) select generate_series(1, %d)
                """.formatted(EVENTS, accounts, accounts));
        fixture.execute("vacuum analyze sighting");
        fixture.execute("vacuum analyze rollup");
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
    private void insert(String grain, String family, String key, int eventCount, String from) throws SQLException {
        var days = grain.equals("month") ? DAYS_OF_MONTH : "1";
        fixture.execute(RollupRows.insert(
                grain,
                family,
                0,
                "select a, day::date, null::text, %s, %d * %s, %s, %s from generate_series(1, %d) a, %s"
                        .formatted(key, eventCount, days, days, TIMES, accounts, from)));
    }

    private void sight(String kind, String reference, int values) throws SQLException {
        fixture.execute("""
                insert into sighting (
                  account_id, kind, value_ref, event_count, failed_count, first_event_time, last_event_time
                )
                select a, '%s', %s, 10, 1, %s
                from generate_series(1, %d) a, generate_series(1, %d) v
                order by 1, 2
                """.formatted(kind, reference, TIMES, accounts, values));
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
