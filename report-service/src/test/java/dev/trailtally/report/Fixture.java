package dev.trailtally.report;

import dev.trailtally.schema.TestDatabase;
import dev.trailtally.schema.TestEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events in a separate database, rolled up by plain SQL that is independent of the aggregator. */
final class Fixture implements AutoCloseable {

    private static final String QUARTER_HOUR =
            "null::text, floor(extract(epoch from event_time) % 86400 / 900)::bigint, null::bigint, null::bigint";

    private final TestDatabase database;
    private final Connection owner;
    private final List<TestEvent> events = new ArrayList<>();

    private Fixture(TestDatabase database, Connection owner) {
        this.database = database;
        this.owner = owner;
    }

    static Fixture create() throws SQLException {
        var database = TestDatabase.create();
        return new Fixture(database, database.owner());
    }

    TestDatabase database() {
        return database;
    }

    List<TestEvent> events() {
        return events;
    }

    /** Stores events in one batch; they count once they are rolled up. */
    void store(long batchId, List<TestEvent> batch) throws SQLException {
        events.addAll(batch);
        storeTexts(batch);
        TestEvents.open(owner);
        try (var insert = owner.prepareStatement("""
                insert into new_event
                select ?, ?, ?, ?, r.id, a.id, e.id, p.id, ?, ?, i.id, u.id, ?, ?, ?
                from region r, action a, error_code e, principal p, source_ip i, user_agent u
                where r.region = ? and a.event_source = ? and a.event_name = ? and e.error_code = ?
                and p.principal_key = ? and i.source_ip_address = ? and u.user_agent = ?
                """)) {
            for (var event : batch) {
                insert.setLong(1, event.accountId());
                insert.setObject(2, event.time().atOffset(ZoneOffset.UTC));
                insert.setObject(3, event.id());
                insert.setLong(4, batchId);
                insert.setString(5, event.session());
                insert.setString(6, event.accessKey());
                insert.setBoolean(7, event.failed());
                insert.setObject(8, event.readOnly());
                insert.setShort(9, event.category());
                insert.setString(10, event.region());
                insert.setString(11, event.source());
                insert.setString(12, event.name());
                insert.setString(13, event.error());
                insert.setString(14, event.principal());
                insert.setString(15, event.ip());
                insert.setString(16, event.userAgent());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        TestEvents.store(owner);
        execute("""
                insert into ledger (account_id, day, batch_id, event_count, first_event_time, last_event_time)
                select account_id, %s, batch_id, count(*), min(event_time), max(event_time)
                from event where batch_id = %d group by 1, 2, 3
                """.formatted(RollupRows.DAY, batchId));
    }

    private void storeTexts(List<TestEvent> batch) throws SQLException {
        for (var event : batch) {
            insertText("region (region)", event.region());
            insertText("action (event_source, event_name)", event.source(), event.name());
            insertText("error_code (error_code)", event.error());
            insertText(
                    "principal (principal_key, principal_type, display_name)",
                    event.principal(),
                    "IAMUser",
                    event.displayName());
            insertText("user_agent (user_agent)", event.userAgent());
            insertText("source_ip (source_ip_address)", event.ip());
        }
        execute("""
                update source_ip set address = source_ip_address::inet
                where source_ip_address ~ '^[0-9.]+$' and address is null
                """);
    }

    private final Set<List<String>> known = new HashSet<>();

    private void insertText(String table, String... texts) throws SQLException {
        var key = new ArrayList<>(List.of(texts));
        key.add(table);
        if (!known.add(key)) {
            return;
        }
        var marks = String.join(", ", Collections.nCopies(texts.length, "?"));
        try (var insert =
                owner.prepareStatement("insert into " + table + " values (" + marks + ") on conflict do nothing")) {
            for (int i = 0; i < texts.length; i++) {
                insert.setString(i + 1, texts[i]);
            }
            insert.execute();
        }
    }

    /** Fills all rollups from all stored events. */
    void rollUp() throws SQLException {
        execute("truncate rollup, rollup_account");
        OrganizationRollups.fill(this);
        // One half is settled and the other a run, so that reports have to add them up.
        for (int half = 0; half < 2; half++) {
            rollUp(half, "usage", "null::text, region_ref, action_ref, error_code_ref", "true", true);
            rollUp(half, "error", "null::text, action_ref, error_code_ref, null::bigint", "error_code_ref <> 0", true);
            rollUp(half, "service", "null::text, s.id, null::bigint, null::bigint", "true", true);
            rollUp(half, "principal", "null::text, principal_ref, null::bigint, null::bigint", "true", true);
            rollUp(half, "principal_call", "null::text, principal_ref, action_ref, error_code_ref", "true", true);
            rollUp(half, "principal_origin", "null::text, principal_ref, source_ip_ref, user_agent_ref", "true", true);
            rollUp(
                    half,
                    "access_key",
                    "access_key_id, principal_ref, null::bigint, null::bigint",
                    "access_key_id <> ''",
                    false);
            rollUp(
                    half,
                    "session",
                    "session_name, principal_ref, null::bigint, null::bigint",
                    "session_name <> ''",
                    false);
            rollUp(half, "quarter_hour", QUARTER_HOUR, "true", false);
        }
        execute("""
                insert into rollup_account
                select
                  account_id, count(*), count(*) filter (where failed), min(event_time), max(event_time), now(), count(*),
                  100, 1, count(*), '2000-01-01', now()
                from event group by 1
                """);
        execute("update ledger set rolled_up_at = now()");
    }

    private void rollUp(int half, String family, String key, String condition, boolean monthly) throws SQLException {
        var ofHalf = condition + " and abs(hashtext(event_id::text)) % 2 = " + half;
        if (half == 1) {
            execute(RollupRows.ofEvents("run", family, 1, key, ofHalf));
            return;
        }
        execute(RollupRows.ofEvents("day", family, 0, key, ofHalf));
        if (monthly) {
            execute(RollupRows.ofEvents("month", family, 0, key, ofHalf));
        }
    }

    void execute(String sql) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        owner.close();
        database.close();
    }

    /** One event; its display name is derived from its principal. */
    record TestEvent(
            long accountId,
            Instant time,
            UUID id,
            String region,
            String source,
            String name,
            String error,
            boolean failed,
            String principal,
            String session,
            String accessKey,
            String ip,
            String userAgent,
            @Nullable Boolean readOnly) {

        LocalDate day() {
            return LocalDate.ofInstant(time, ZoneOffset.UTC);
        }

        /** Management or data: all of them are calls. */
        short category() {
            return (short) (1 + (id.getLeastSignificantBits() & 1));
        }

        String displayName() {
            return principal.replace("arn:aws:iam::", "").replace(":user", ":u");
        }
    }
}
