package dev.trailtally.report;

import dev.trailtally.server.database.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Scans and units of LookupEvents as a collector leaves them, each scan younger than the earlier ones. */
final class Lookups {

    private static final Path PRUNING =
            Path.of("../collector-service/src/main/resources/dev/trailtally/collector/prune");

    private final Fixture fixture;
    private int scans;

    Lookups(Fixture fixture) {
        this.fixture = fixture;
    }

    /** A scan of all regions, or of the given ones. */
    Scan scan(String... regions) throws SQLException {
        var scanId = UUID.randomUUID();
        scans++;
        fixture.execute("""
                insert into scan (scan_id, source_kind, source_location, lookup, account_ids, regions, keep_raw, state,
                  created_at)
                values ('%s', 'lookup', 'organization', '{}', '{}', '{%s}', false, 'running', now() + interval '%d s')
                """.formatted(scanId, String.join(",", regions), scans));
        return new Scan(scanId);
    }

    /** Ends the scans of which nothing is open, long ago, and prunes them as a collector does. */
    void prune() throws SQLException {
        fixture.execute("""
                update scan s
                set state = 'succeeded', finished_at = now() - interval '50 days'
                where not exists (
                  select
                  from scan_unit u
                  where u.scan_id = s.scan_id
                  and u.state in ('pending', 'running')
                )
                """);
        try (var owner = fixture.database().owner()) {
            for (var step : List.of("hidden_scan", "unread_unit", "read_unit", "access_unit", "scan")) {
                var sql = new Sql(Files.readString(PRUNING.resolve(step + ".sql")));
                sql.run(owner, Map.of("horizon", Duration.ofDays(45).toSeconds(), "max_rows", 100_000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Region and state of all units. */
    List<String> units() throws SQLException {
        return read("select region || ' ' || state from scan_unit order by 1");
    }

    /** The rows of a query as text. */
    List<String> read(String sql) throws SQLException {
        try (var owner = fixture.database().owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                var columns = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                texts.add(String.join(" ", columns));
            }
            return texts;
        }
    }

    final class Scan {

        private final UUID id;

        private Scan(UUID id) {
            this.id = id;
        }

        UUID id() {
            return id;
        }

        /** Fully read at the end of its window: the last 15 minutes may lack late events. */
        void complete(long accountId, String region, Instant start, Instant end) throws SQLException {
            unit(accountId, region, start, end, "complete", true);
            fixture.execute("""
                    insert into lookup_coverage as c (account_id, region, covered)
                    values (%d, '%s', tstzmultirange(tstzrange('%s', '%s'::timestamptz - interval '15 minutes')))
                    on conflict (account_id, region) do update
                    set covered = c.covered + excluded.covered
                    """.formatted(accountId, region, start, end));
        }

        /** With an empty region the account could not be read at all. */
        void failed(long accountId, String region, Instant start, Instant end) throws SQLException {
            fixture.execute("""
                    insert into account (account_id, account_name) values (%d, 'closed') on conflict do nothing
                    """.formatted(accountId));
            unit(accountId, region, start, end, "failed", true);
        }

        void open(long accountId, String region, Instant start, Instant end, String state) throws SQLException {
            unit(accountId, region, start, end, state, true);
        }

        void filtered(long accountId, String region, Instant start, Instant end, String state) throws SQLException {
            unit(accountId, region, start, end, state, false);
        }

        private void unit(long accountId, String region, Instant start, Instant end, String state, boolean whole)
                throws SQLException {
            boolean failed = state.equals("failed");
            fixture.execute("""
                    insert into scan_unit (scan_id, account_id, region, turn, start_time, end_time, whole, state,
                      failure_code, failure_message, next_step)
                    values ('%s', %d, '%s', 1, '%s', '%s', %s, '%s', %s, %s, %s)
                    """.formatted(
                            id,
                            accountId,
                            region,
                            start,
                            end,
                            whole,
                            state,
                            failed ? "'AccessDeniedException'" : "null",
                            failed ? "'not allowed'" : "null",
                            failed ? "'Allow it.'" : "null"));
        }

        /** The rest of the region's unit; call it for each slice. */
        void unread(String region, int number, Instant start, Instant until) throws SQLException {
            fixture.execute("""
                    insert into scan_slice (unit_id, slice_number, start_time, unread_until)
                    select unit_id, %d, '%s', '%s'
                    from scan_unit
                    where scan_id = '%s'
                    and region = '%s'
                    """.formatted(number, start, until, id, region));
        }
    }
}
