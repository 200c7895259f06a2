package dev.trailtally.collector.store;

import dev.trailtally.collector.cloudtrail.RecordView;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.ObjectProgress;
import dev.trailtally.collector.event.Rejections.Rejection;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The statements that write what a batch read: its manifest, counts and ledger. */
final class ScanTables {

    private final UnitTables unitTables = new UnitTables();

    /** Records everything about the batch but its events and its ledger rows. */
    void record(EventBatch batch, long batchId, BatchTally tally, Connection connection)
            throws SQLException, LostClaimException {
        if (batch.isLookup()) {
            unitTables.record(batch, connection);
        } else {
            recordObjects(batch, connection);
        }
        recordRejections(batch, batchId, connection);
        recordBatch(batch, batchId, tally, connection);
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
                from unnest(:object_ids, :holders, :records_before, :records_done, :states, :failure_codes,
                  :failure_messages)
                  v (object_id, holder, records_before, records_done, state, failure_code, failure_message)
                where o.object_id = v.object_id
                and o.records_done = v.records_before
                and o.claimed_by = v.holder
                and o.scan_id = :scan_id
                and o.state = 'pending'
                """;
        var objects = List.copyOf(batch.objects.values());
        int held = Sql.of(sql)
                .with("object_ids", Sql.array("bigint", objects, ObjectProgress::objectId))
                .with("holders", Sql.array("uuid", objects, ObjectProgress::holder))
                .with("records_before", Sql.array("bigint", objects, ObjectProgress::recordsBefore))
                .with("records_done", Sql.array("bigint", objects, ObjectProgress::recordsDone))
                .with("states", Sql.array("text", objects, ObjectProgress::state))
                .with("failure_codes", Sql.array("text", objects, ObjectProgress::failureCode))
                .with("failure_messages", Sql.array("text", objects, ObjectProgress::failureMessage))
                .with("scan_id", batch.scanId)
                .update(connection);
        if (held != objects.size()) {
            throw new LostClaimException(held, objects.size());
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
                select :scan_id, :batch_id, case when not :lookup then v.place end, case when :lookup then v.place end,
                  v.number, v.byte_offset, v.reason, v.detail, v.account_id, v.further_count
                from unnest(
                  :places, :numbers, :offsets, :reasons, :details, :account_ids, :further_counts
                ) v (place, number, byte_offset, reason, detail, account_id, further_count)
                """;
        Sql.of(sql)
                .with("scan_id", batch.scanId)
                .with("batch_id", batchId)
                .with("lookup", batch.isLookup())
                .with("places", Sql.array("bigint", rejections, Rejection::objectId))
                .with("numbers", Sql.array("bigint", rejections, Rejection::number))
                .with("offsets", Sql.array("bigint", rejections, Rejection::offset))
                .with(
                        "reasons",
                        Sql.array(
                                "text",
                                rejections,
                                rejection -> rejection.reason().name()))
                .with("details", Sql.array("text", rejections, rejection -> BoundedText.text(rejection.detail())))
                .with("account_ids", Sql.array("bigint", rejections, ScanTables::accountOrNull))
                .with("further_counts", Sql.array("bigint", rejections, Rejection::furtherCount))
                .update(connection);
    }

    private static void recordBatch(EventBatch batch, long batchId, BatchTally tally, Connection connection)
            throws SQLException {
        var sql = """
                insert into batch (
                  batch_id, scan_id, read_count, stored_count, duplicate_count, rejected_count, excluded_count,
                  ignored_count
                )
                values (:batch_id, :scan_id, :read, :stored, :duplicate, :rejected, :excluded, :ignored)
                """;
        var units = tally.units();
        Sql.of(sql)
                .with("batch_id", batchId)
                .with("scan_id", batch.scanId)
                .with("read", sum(units, BatchTally.Records::read))
                .with("stored", sum(units, BatchTally.Records::stored))
                .with("duplicate", sum(units, BatchTally.Records::duplicate))
                .with("rejected", sum(units, BatchTally.Records::rejected))
                .with("excluded", batch.excluded)
                .with("ignored", batch.ignored)
                .update(connection);
    }

    private static long sum(
            Collection<Map.Entry<BatchTally.Unit, BatchTally.Records>> units,
            ToLongFunction<BatchTally.Records> count) {
        return units.stream().map(Map.Entry::getValue).mapToLong(count).sum();
    }

    /** What rollups are fed from. */
    void recordLedger(long batchId, BatchTally tally, Connection connection) throws SQLException {
        var sql = """
                insert into ledger (account_id, day, batch_id, event_count, first_event_time, last_event_time)
                select v.account_id, v.day, :batch_id, v.event_count, to_timestamp(v.first_second),
                  to_timestamp(v.last_second)
                from unnest(:account_ids, :days, :event_counts, :first_seconds, :last_seconds)
                  v (account_id, day, event_count, first_second, last_second)
                """;
        var days = List.copyOf(tally.days().entrySet());
        Sql.of(sql)
                .with("batch_id", batchId)
                .with(
                        "account_ids",
                        Sql.array("bigint", days, day -> day.getKey().account()))
                .with("days", Sql.array("date", days, day -> day.getKey().day()))
                .with(
                        "event_counts",
                        Sql.array("bigint", days, day -> day.getValue().count()))
                .with(
                        "first_seconds",
                        Sql.array("bigint", days, day -> day.getValue().first()))
                .with(
                        "last_seconds",
                        Sql.array("bigint", days, day -> day.getValue().last()))
                .update(connection);
    }

    private static void recordUnits(UUID scanId, long batchId, BatchTally tally, Connection connection)
            throws SQLException {
        var sql = """
                insert into batch_unit (
                  batch_id, scan_id, account_id, region_ref, read_count, stored_count, duplicate_count, rejected_count
                )
                select :batch_id, :scan_id, v.*
                from unnest(:account_ids, :regions, :read, :stored, :duplicate, :rejected) v
                """;
        var units = tally.units();
        Sql.of(sql)
                .with("batch_id", batchId)
                .with("scan_id", scanId)
                .with(counts(units))
                .update(connection);
    }

    /** Comes last: these rows are shared with other collectors, and stay locked until the commit. */
    private static void recordCoverage(EventBatch batch, BatchTally tally, Connection connection) throws SQLException {
        var units = tally.units().stream()
                .filter(unit -> unit.getKey().account() != RecordView.NO_ACCOUNT)
                .toList();
        recordAccounts(units, connection);
        Sql.of("""
                insert into coverage (
                  account_id, region_ref, read_count, stored_count, duplicate_count, rejected_count,
                  first_event_time, last_event_time, listed_at
                )
                select
                  v.account_id, v.region_ref, v.read_count, v.stored_count, v.duplicate_count, v.rejected_count,
                  to_timestamp(v.first_second), to_timestamp(v.last_second), to_timestamp(:listed_at)
                from unnest(
                  :account_ids, :regions, :read, :stored, :duplicate, :rejected, :first_seconds, :last_seconds
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
                """)
                .with("listed_at", batch.listedAt == null ? null : batch.listedAt.toEpochMilli() / 1e3)
                .with(counts(units))
                .with(
                        "first_seconds",
                        Sql.array(
                                "bigint",
                                units,
                                unit -> secondOrNull(
                                        unit.getValue(), unit.getValue().span().first())))
                .with(
                        "last_seconds",
                        Sql.array(
                                "bigint",
                                units,
                                unit -> secondOrNull(
                                        unit.getValue(), unit.getValue().span().last())))
                .update(connection);
    }

    private static void recordAccounts(
            List<Map.Entry<BatchTally.Unit, BatchTally.Records>> units, Connection connection) throws SQLException {
        Sql.of("""
                insert into account (account_id)
                select distinct account_id
                from unnest(:account_ids::bigint[]) account_id
                order by account_id
                on conflict do nothing
                """)
                .with(
                        "account_ids",
                        Sql.array("bigint", units, unit -> unit.getKey().account()))
                .update(connection);
    }

    private static Map<String, Sql.Array> counts(List<Map.Entry<BatchTally.Unit, BatchTally.Records>> units) {
        return Map.of(
                "account_ids", Sql.array("bigint", units, unit -> unit.getKey().account()),
                "regions", Sql.array("bigint", units, unit -> unit.getKey().regionReference()),
                "read", Sql.array("bigint", units, unit -> unit.getValue().read()),
                "stored", Sql.array("bigint", units, unit -> unit.getValue().stored()),
                "duplicate", Sql.array("bigint", units, unit -> unit.getValue().duplicate()),
                "rejected", Sql.array("bigint", units, unit -> unit.getValue().rejected()));
    }

    private static @Nullable Long accountOrNull(Rejection rejection) {
        return rejection.account() == RecordView.NO_ACCOUNT ? null : rejection.account();
    }

    private static @Nullable Long secondOrNull(BatchTally.Records records, long second) {
        return records.stored() == 0 ? null : second;
    }
}
