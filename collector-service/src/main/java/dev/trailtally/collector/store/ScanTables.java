package dev.trailtally.collector.store;

import dev.trailtally.collector.cloudtrail.RecordView;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.ObjectProgress;
import dev.trailtally.collector.event.Rejections.Rejection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements that write what a batch read: its manifest, counts and ledger. */
final class ScanTables {

    private final UnitTables unitTables = new UnitTables();

    /** Records everything about the batch but its events. */
    void record(EventBatch batch, long batchId, BatchTally tally, Connection connection)
            throws SQLException, LostClaimException {
        if (batch.isLookup()) {
            unitTables.record(batch, connection);
        } else {
            recordObjects(batch, connection);
        }
        recordRejections(batch, batchId, connection);
        recordBatch(batch, batchId, tally, connection);
        recordLedger(batchId, tally, connection);
        recordUnits(batch.scanId, batchId, tally, connection);
        recordCoverage(batch, tally, connection);
    }

    private static void recordObjects(EventBatch batch, Connection connection) throws SQLException, LostClaimException {
        var sql = """
                update log_object o
                set
                  records_done = v.records_done,
                  state = v.state,
                  failure_code = v.failure_code,
                  failure_message = v.failure_message,
                  finished_at = case when v.state = 'pending' then null else now() end
                from unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[])
                  v (object_id, holder, records_before, records_done, state, failure_code, failure_message)
                where o.object_id = v.object_id
                and o.records_done = v.records_before
                and o.claimed_by = v.holder
                and o.scan_id = ?
                and o.state = 'pending'
                """;
        var objects = List.copyOf(batch.objects.values());
        try (var statement = connection.prepareStatement(sql)) {
            array(statement, 1, "bigint", objects, ObjectProgress::objectId);
            array(statement, 2, "uuid", objects, ObjectProgress::holder);
            array(statement, 3, "bigint", objects, ObjectProgress::recordsBefore);
            array(statement, 4, "bigint", objects, ObjectProgress::recordsDone);
            array(statement, 5, "text", objects, ObjectProgress::state);
            array(statement, 6, "text", objects, ObjectProgress::failureCode);
            array(statement, 7, "text", objects, ObjectProgress::failureMessage);
            statement.setObject(8, batch.scanId);
            int held = statement.executeUpdate();
            if (held != objects.size()) {
                throw new LostClaimException(held, objects.size());
            }
        }
    }

    private static void recordRejections(EventBatch batch, long batchId, Connection connection) throws SQLException {
        var rejections = batch.rejections.listed();
        if (rejections.isEmpty()) {
            return;
        }
        var sql = """
                insert into rejection (
                  scan_id, batch_id, object_id, unit_id, record_number, byte_offset, reason, detail, account_id, further_count
                )
                select ?, ?, case when not ? then v.place end, case when ? then v.place end,
                  v.number, v.byte_offset, v.reason, v.detail, v.account_id, v.further_count
                from unnest(
                  ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[]
                ) v (place, number, byte_offset, reason, detail, account_id, further_count)
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, batch.scanId);
            statement.setLong(2, batchId);
            statement.setBoolean(3, batch.isLookup());
            statement.setBoolean(4, batch.isLookup());
            array(statement, 5, "bigint", rejections, Rejection::objectId);
            array(statement, 6, "bigint", rejections, Rejection::number);
            array(statement, 7, "bigint", rejections, Rejection::offset);
            array(
                    statement,
                    8,
                    "text",
                    rejections,
                    rejection -> rejection.reason().name());
            array(statement, 9, "text", rejections, rejection -> BoundedText.text(rejection.detail()));
            array(statement, 10, "bigint", rejections, ScanTables::accountOrNull);
            array(statement, 11, "bigint", rejections, Rejection::furtherCount);
            statement.executeUpdate();
        }
    }

    private static void recordBatch(EventBatch batch, long batchId, BatchTally tally, Connection connection)
            throws SQLException {
        var sql = """
                insert into batch (
                  batch_id, scan_id, read_count, stored_count, duplicate_count, rejected_count, excluded_count,
                  ignored_count
                )
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """;
        var units = tally.units();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, batchId);
            statement.setObject(2, batch.scanId);
            statement.setLong(
                    3, units.stream().mapToLong(unit -> unit.getValue().read()).sum());
            statement.setLong(
                    4,
                    units.stream().mapToLong(unit -> unit.getValue().stored()).sum());
            statement.setLong(
                    5,
                    units.stream()
                            .mapToLong(unit -> unit.getValue().duplicate())
                            .sum());
            statement.setLong(
                    6,
                    units.stream().mapToLong(unit -> unit.getValue().rejected()).sum());
            statement.setLong(7, batch.excluded);
            statement.setLong(8, batch.ignored);
            statement.executeUpdate();
        }
    }

    private static void recordLedger(long batchId, BatchTally tally, Connection connection) throws SQLException {
        var sql = """
                insert into ledger (account_id, day, batch_id, event_count, first_event_time, last_event_time)
                select v.account_id, v.day, ?, v.event_count, to_timestamp(v.first_second), to_timestamp(v.last_second)
                from unnest(?::bigint[], ?::date[], ?::bigint[], ?::bigint[], ?::bigint[])
                  v (account_id, day, event_count, first_second, last_second)
                """;
        var days = List.copyOf(tally.days().entrySet());
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, batchId);
            array(statement, 2, "bigint", days, day -> day.getKey().account());
            array(statement, 3, "date", days, day -> day.getKey().day());
            array(statement, 4, "bigint", days, day -> day.getValue().count());
            array(statement, 5, "bigint", days, day -> day.getValue().first());
            array(statement, 6, "bigint", days, day -> day.getValue().last());
            statement.executeUpdate();
        }
    }

    private static void recordUnits(UUID scanId, long batchId, BatchTally tally, Connection connection)
            throws SQLException {
        var sql = """
                insert into batch_unit (
                  batch_id, scan_id, account_id, region_ref, read_count, stored_count, duplicate_count, rejected_count
                )
                select ?, ?, v.*
                from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) v
                """;
        var units = tally.units();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, batchId);
            statement.setObject(2, scanId);
            counts(statement, 3, units);
            statement.executeUpdate();
        }
    }

    /** Comes last: these rows are shared with other collectors, and stay locked until the commit. */
    private static void recordCoverage(EventBatch batch, BatchTally tally, Connection connection) throws SQLException {
        var units = tally.units().stream()
                .filter(unit -> unit.getKey().account() != RecordView.NO_ACCOUNT)
                .toList();
        recordAccounts(units, connection);
        try (var statement = connection.prepareStatement("""
                insert into coverage (
                  account_id, region_ref, read_count, stored_count, duplicate_count, rejected_count,
                  first_event_time, last_event_time, listed_at
                )
                select
                  v.account_id, v.region_ref, v.read_count, v.stored_count, v.duplicate_count, v.rejected_count,
                  to_timestamp(v.first_second), to_timestamp(v.last_second), to_timestamp(?)
                from unnest(
                  ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]
                ) v (
                  account_id, region_ref, read_count, stored_count, duplicate_count, rejected_count, first_second,
                  last_second
                )
                order by v.account_id, v.region_ref
                on conflict (account_id, region_ref) do update
                set
                  read_count = coverage.read_count + excluded.read_count,
                  stored_count = coverage.stored_count + excluded.stored_count,
                  duplicate_count = coverage.duplicate_count + excluded.duplicate_count,
                  rejected_count = coverage.rejected_count + excluded.rejected_count,
                  first_event_time = least(coverage.first_event_time, excluded.first_event_time),
                  last_event_time = greatest(coverage.last_event_time, excluded.last_event_time),
                  listed_at = greatest(coverage.listed_at, excluded.listed_at)
                """)) {
            statement.setObject(1, batch.listedAt == null ? null : batch.listedAt.toEpochMilli() / 1e3, Types.DOUBLE);
            counts(statement, 2, units);
            array(
                    statement,
                    8,
                    "bigint",
                    units,
                    unit -> secondOrNull(unit.getValue(), unit.getValue().span().first()));
            array(
                    statement,
                    9,
                    "bigint",
                    units,
                    unit -> secondOrNull(unit.getValue(), unit.getValue().span().last()));
            statement.executeUpdate();
        }
    }

    private static void recordAccounts(
            List<Map.Entry<BatchTally.Unit, BatchTally.Records>> units, Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into account (account_id)
                select distinct account_id
                from unnest(?::bigint[]) account_id
                order by account_id
                on conflict do nothing
                """)) {
            array(statement, 1, "bigint", units, unit -> unit.getKey().account());
            statement.executeUpdate();
        }
    }

    private static void counts(
            PreparedStatement statement, int first, List<Map.Entry<BatchTally.Unit, BatchTally.Records>> units)
            throws SQLException {
        array(statement, first, "bigint", units, unit -> unit.getKey().account());
        array(statement, first + 1, "bigint", units, unit -> unit.getKey().regionReference());
        array(statement, first + 2, "bigint", units, unit -> unit.getValue().read());
        array(statement, first + 3, "bigint", units, unit -> unit.getValue().stored());
        array(statement, first + 4, "bigint", units, unit -> unit.getValue().duplicate());
        array(statement, first + 5, "bigint", units, unit -> unit.getValue().rejected());
    }

    private static @Nullable Long accountOrNull(Rejection rejection) {
        return rejection.account() == RecordView.NO_ACCOUNT ? null : rejection.account();
    }

    private static @Nullable Long secondOrNull(BatchTally.Records records, long second) {
        return records.stored() == 0 ? null : second;
    }

    static <T> void array(
            PreparedStatement statement, int index, String type, List<T> rows, Function<T, @Nullable Object> value)
            throws SQLException {
        var values = rows.stream().map(value).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
}
