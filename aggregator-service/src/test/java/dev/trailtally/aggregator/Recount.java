package dev.trailtally.aggregator;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** All rollups of some events, counted one by one in memory; and the same read from the tables. */
final class Recount {

    private static final Map<String, Function<TestEvent, List<Object>>> KEYS = Map.of(
            "error", e -> List.of(e.action(), e.errorCode()),
            "usage", e -> List.of(e.region(), e.action(), e.errorCode()),
            "principal_call", e -> List.of(e.principal(), e.action(), e.errorCode()),
            "principal_origin", e -> List.of(e.principal(), e.sourceIp(), e.userAgent()),
            "principal", e -> List.of(e.principal()),
            "service", e -> List.of(e.eventSource()));
    private static final Map<String, Function<TestEvent, Object>> SIGHTINGS = Map.of(
            "source_ip", TestEvent::sourceIp,
            "user_agent", TestEvent::userAgent,
            "principal", TestEvent::principalKey,
            "event_source", TestEvent::eventSource,
            "region", TestEvent::region);
    private static final Map<String, String> COLUMNS = Map.of(
            "error", "action_ref, error_code_ref",
            "usage", "region_ref, action_ref, error_code_ref",
            "principal_call", "principal_ref, action_ref, error_code_ref",
            "principal_origin", "principal_ref, source_ip_ref, user_agent_ref",
            "principal", "principal_ref",
            "service", "(select event_source from event_source where id = event_source_ref)");
    private static final String SIGHTING_VALUE = """
            kind,
            case
              when kind = 'event_source' then (select event_source from event_source where id = value_ref)
              when kind = 'principal' then (select principal_key from principal_key where id = value_ref)
              else value_ref::text
            end
            """;

    private Recount() {}

    /** One line per row: table, account, bucket, key -> counts and times. */
    static Map<String, String> of(List<TestEvent> events) {
        var tallies = new TreeMap<String, Tally>();
        for (var event : events) {
            add(tallies, "category_day", event, day(event).toString(), List.of(event.category()));
            add(tallies, "category_month", event, day(event).withDayOfMonth(1).toString(), List.of(event.category()));
            tally(tallies, "rollup_account", event, "", List.of()).add(event, event.isCall());
            if (!event.isCall()) {
                continue;
            }
            KEYS.forEach((rollup, key) -> {
                if (rollup.equals("error") && event.errorCode() == 0) {
                    return;
                }
                add(tallies, rollup + "_day", event, day(event).toString(), key.apply(event));
                add(
                        tallies,
                        rollup + "_month",
                        event,
                        day(event).withDayOfMonth(1).toString(),
                        key.apply(event));
            });
            if (event.accessKey() != 0) {
                var key = List.of(TestLedger.text(event.accessKey()), event.principal());
                add(tallies, "access_key_day", event, day(event).toString(), key);
            }
            if (event.session() != 0) {
                var key = List.of(TestLedger.text(event.session()), event.principal());
                add(tallies, "session_day", event, day(event).toString(), key);
            }
            SIGHTINGS.forEach((kind, value) -> {
                if (!value.apply(event).equals(0) && !value.apply(event).equals("")) {
                    add(tallies, "sighting", event, "", List.of(kind, value.apply(event)));
                }
            });
            var quarterHour = Instant.ofEpochSecond(Math.floorDiv(event.time().getEpochSecond(), 900) * 900);
            add(tallies, "account_quarter_hour", event, quarterHour.toString(), List.of());
            add(tallies, "account_day", event, day(event).toString(), List.of());
        }
        var lines = new TreeMap<String, String>();
        tallies.forEach((key, tally) -> lines.put(key, tally.toString()));
        return lines;
    }

    static Map<String, String> inTables(TestDatabase database) throws SQLException {
        var lines = new TreeMap<String, String>();
        for (var rollup : KEYS.keySet()) {
            for (var bucket : List.of("day", "month")) {
                read(database, lines, rollup + "_" + bucket, bucket, COLUMNS.getOrDefault(rollup, ""));
            }
        }
        read(database, lines, "access_key_day", "day", "access_key_id, principal_ref");
        read(database, lines, "session_day", "day", "session_name, principal_ref");
        read(database, lines, "sighting", "''", SIGHTING_VALUE);
        read(database, lines, "account_quarter_hour", "quarter_hour", "");
        read(database, lines, "account_day", "day", "");
        read(database, lines, "category_day", "day", "category");
        read(database, lines, "category_month", "month", "category");
        read(database, lines, "rollup_account", "''", "");
        return lines;
    }

    private static void read(
            TestDatabase database, Map<String, String> lines, String table, String bucket, String columns)
            throws SQLException {
        var more = columns.isEmpty() ? "" : ", " + columns;
        var sql = "select account_id, " + bucket + " as bucket, sum(event_count)::bigint, sum(failed_count)::bigint,"
                + " min(first_event_time), max(last_event_time)" + more + " from " + table
                + " where event_count > 0 group by account_id, bucket" + more;
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            int width = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var start = bucket.endsWith("hour")
                        ? rows.getObject(2, OffsetDateTime.class).toInstant().toString()
                        : rows.getString(2);
                var key = new StringBuilder(table + " " + rows.getLong(1) + " " + start);
                for (int i = 7; i <= width; i++) {
                    key.append(' ').append(rows.getString(i));
                }
                lines.put(
                        key.toString(),
                        rows.getLong(3) + " " + rows.getLong(4) + " " + time(rows.getObject(5, OffsetDateTime.class))
                                + " " + time(rows.getObject(6, OffsetDateTime.class)));
            }
        }
    }

    private static String time(OffsetDateTime time) {
        return time.toInstant().toString();
    }

    private static void add(Map<String, Tally> tallies, String table, TestEvent event, String bucket, List<?> key) {
        tally(tallies, table, event, bucket, key).add(event, true);
    }

    private static Tally tally(Map<String, Tally> tallies, String table, TestEvent event, String bucket, List<?> key) {
        var line = new StringBuilder(table + " " + event.accountId() + " " + bucket);
        key.forEach(reference -> line.append(' ').append(reference));
        return tallies.computeIfAbsent(line.toString(), any -> new Tally(event.time()));
    }

    private static LocalDate day(TestEvent event) {
        return LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
    }

    private static final class Tally {

        private long events;
        private long failed;
        private Instant first;
        private Instant last;

        Tally(Instant time) {
            first = time;
            last = time;
        }

        void add(TestEvent event, boolean counted) {
            events += counted ? 1 : 0;
            failed += counted && event.failed() ? 1 : 0;
            first = event.time().isBefore(first) ? event.time() : first;
            last = event.time().isAfter(last) ? event.time() : last;
        }

        @Override
        public String toString() {
            return events + " " + failed + " " + first + " " + last;
        }
    }
}
