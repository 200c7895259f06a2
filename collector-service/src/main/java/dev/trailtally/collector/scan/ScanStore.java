package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import com.google.rpc.Code;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.v1.RejectionCount;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.database.MessageRow;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Scans as rows: created, read, cancelled. */
@Singleton
public final class ScanStore {

    private static final String PROGRESS = """
            select s.*, o.*, l.*, u.*, j.*, b.*, r.reasons, r.reason_counts,
              s.object_count as "counts.objects.listed",
              s.listing_done as "counts.objects.listing_done",
              s.known_count as "counts.objects.known",
              s.ignored_count as "counts.objects.ignored",
              s.byte_count as "counts.objects.bytes_listed",
              f.failure_count + o."counts.objects.unreadable" + coalesce(u."counts.units.failed", 0)
                + coalesce(j."counts.jobs.failed", 0) as "counts.failure_count"
            from scan s
            cross join lateral (
              select count(*) filter (where state = 'read') as "counts.objects.read",
                count(*) filter (where state = 'unreadable') as "counts.objects.unreadable",
                count(*) filter (where state = 'pending') as "counts.objects.pending",
                coalesce(sum(byte_count) filter (where state = 'read'), 0) as "counts.objects.bytes_read"
              from (
                select state, byte_count
                from log_object
                where scan_id = s.scan_id
                union all
                select o.state, o.byte_count
                from awaited_object a
                join log_object o on o.object_id = a.object_id
                where a.scan_id = s.scan_id) listed) o
            cross join lateral (
              select count(*) as "counts.objects.left_alone",
                coalesce((array_agg(uri order by object_id))[1:20], '{}') as "counts.objects.left_alone_uris"
              from log_object
              where scan_id = s.scan_id
              and failure_code = 'NOT_A_LOG') l
            left join lateral (
              select count(*) as "counts.units.total",
                count(*) filter (where state = 'pending') as "counts.units.pending",
                count(*) filter (where state = 'running') as "counts.units.running",
                count(*) filter (where state = 'complete') as "counts.units.complete",
                count(*) filter (where state = 'failed') as "counts.units.failed",
                count(*) filter (where state = 'cancelled') as "counts.units.cancelled",
                coalesce(sum(request_count), 0) as "counts.requests.sent",
                coalesce(sum(page_count), 0) as "counts.requests.pages",
                coalesce(sum(throttled_count), 0) as "counts.requests.throttled"
              from scan_unit
              where scan_id = s.scan_id
              having s.source_kind in ('lookup', 'last_accessed')) u on true
            left join lateral (
              select count(*) as "counts.jobs.total",
                count(*) filter (where state = 'pending') as "counts.jobs.pending",
                count(*) filter (where state = 'running') as "counts.jobs.running",
                count(*) filter (where state = 'done') as "counts.jobs.done",
                count(*) filter (where state = 'failed') as "counts.jobs.failed",
                count(*) filter (where state = 'cancelled') as "counts.jobs.cancelled"
              from last_accessed_job
              where scan_id = s.scan_id
              having s.source_kind = 'last_accessed') j on true
            cross join lateral (
              select coalesce(sum(read_count), 0) as "counts.records.read",
                coalesce(sum(stored_count), 0) as "counts.records.stored",
                coalesce(sum(duplicate_count), 0) as "counts.records.duplicate",
                coalesce(sum(rejected_count), 0) as "counts.records.rejected",
                coalesce(sum(excluded_count), 0) as "counts.records.excluded",
                coalesce(sum(ignored_count), 0) as "counts.records.ignored"
              from batch
              where scan_id = s.scan_id) b
            cross join lateral (
              select count(*) as failure_count
              from scan_failure
              where scan_id = s.scan_id) f
            cross join lateral (
              select coalesce(array_agg(reason order by rejected desc, reason), '{}') as reasons,
                coalesce(array_agg(rejected order by rejected desc, reason), '{}') as reason_counts
              from (
                select reason, cast(sum(1 + further_count) as bigint) as rejected
                from rejection
                where scan_id = s.scan_id
                group by reason) by_reason) r
            where s.scan_id = any (:scan_ids)
            and s.pruned_at is null
            order by s.created_at desc, s.scan_id desc
            """;

    private final ScanDatabase database;

    public ScanStore(ScanDatabase database) {
        this.database = database;
    }

    /**
     * Creates a scan, or finds the one that the same request created earlier; fails with REQUEST_ID_USED if another request
     * had its id.
     *
     * @param owner null if it is not known yet, or there is none
     */
    public Scan create(ScanRequest request, @Nullable ScanOwner owner) {
        return insert(request, owner)
                .or(() -> ofRequest(requireNonNull(request.requestId(), "requestId is null")))
                .orElseThrow();
    }

    private Optional<Scan> insert(ScanRequest request, @Nullable ScanOwner owner) {
        var scanId = UUID.randomUUID();
        var id = request.requestId();
        var repetition = request.repetition();
        return database.statement(connection -> Optional.ofNullable(Sql.of("""
                    insert into scan (scan_id, request_id, request_content, source_kind, source_location, source_region,
                      account_ids, regions, start_time, end_time, keep_raw, state, lookup, last_accessed,
                      repetition_interval, repetition_overlap, series_id, lookback,
                      caller_account_id, caller_arn, aws_endpoint)
                    values (:scan_id, :request_id, :request_content, :source_kind, :source_location, :source_region,
                      :account_ids, :regions, :start_time, :end_time, :keep_raw, 'pending', :lookup::jsonb,
                      :last_accessed::jsonb,
                      make_interval(secs => :repetition_interval), make_interval(secs => :repetition_overlap),
                        :series_id, make_interval(secs => :lookback), :caller_account_id, :caller_arn, :aws_endpoint)
                    on conflict (request_id) do nothing
                    returning *
                    """)
                .with("scan_id", scanId)
                .with("request_id", id == null ? null : id.key())
                .with("request_content", id == null ? null : id.content())
                .with(ScanColumns.source(request.source()))
                .with(ScanColumns.filter(request.filter()))
                .with("keep_raw", request.keepRaw())
                .with("repetition_interval", repetition == null ? null : repetition.interval())
                .with("repetition_overlap", repetition == null ? null : repetition.overlap())
                .with("series_id", repetition == null ? null : scanId)
                .with("lookback", request.lookback())
                .with(ScanColumns.owner(owner))
                .first(connection, Scan::of)));
    }

    /** The scan that a request made; empty if it has made none. Fails with REQUEST_ID_USED if another request had its id. */
    public Optional<Scan> ofRequest(RequestId request) {
        return database.statement(connection -> Optional.ofNullable(
                Sql.of("""
                select *
                from scan
                where request_id = :request_id
                """).with("request_id", request.key()).first(connection, row -> made(request, row))));
    }

    private static Scan made(RequestId request, ResultSet row) throws SQLException {
        if (!request.content().equals(row.getObject("request_content", UUID.class))) {
            throw RpcErrors.failure(
                    Code.ALREADY_EXISTS,
                    "REQUEST_ID_USED",
                    "request_id was used for another request; choose a new UUID",
                    Map.of());
        }
        return Scan.of(row);
    }

    /** A scan that is known to exist: one that is open, or ended just now. */
    public Scan fetch(UUID scanId) {
        var found = find(List.of(scanId));
        if (found.isEmpty()) {
            throw new IllegalStateException("scan " + scanId + " is missing");
        }
        return found.getFirst().scan();
    }

    @Nullable
    public ScanProgress find(UUID scanId) {
        var found = find(List.of(scanId));
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Newest first, those older than (createdAt, scanId); from the newest if both are null. */
    public List<ScanProgress> before(@Nullable Instant createdAt, @Nullable UUID scanId, int size) {
        var ids = database.statement(connection -> Sql.of("""
                    select scan_id
                    from scan
                    where pruned_at is null
                    and (cast(:created_at as timestamptz) is null or (created_at, scan_id) < (:created_at, :scan_id))
                    order by created_at desc, scan_id desc
                    limit :size
                    """)
                .with("created_at", createdAt)
                .with("scan_id", scanId)
                .with("size", size)
                .list(connection, row -> row.getObject("scan_id", UUID.class)));
        return find(ids);
    }

    /** One statement, so that all counts are of one moment. */
    public List<ScanProgress> find(List<UUID> scanIds) {
        var counts = MessageRow.of(dev.trailtally.collector.v1.Scan.getDefaultInstance(), "counts.");
        return database.statement(connection -> Sql.of(PROGRESS)
                .with("scan_ids", Sql.array("uuid", scanIds))
                .list(connection, row -> new ScanProgress(Scan.of(row), withReasons(counts.read(row), row))));
    }

    private static dev.trailtally.collector.v1.Scan withReasons(dev.trailtally.collector.v1.Scan counts, ResultSet row)
            throws SQLException {
        var scan = counts.toBuilder();
        var reasons = (String[]) row.getArray("reasons").getArray();
        var rejected = (Long[]) row.getArray("reason_counts").getArray();
        for (int i = 0; i < reasons.length; i++) {
            scan.addRejections(RejectionCount.newBuilder()
                    .setReason(RejectionReason.valueOf("REJECTION_REASON_" + reasons[i]))
                    .setCount(rejected[i]));
        }
        return scan.build();
    }

    /**
     * Ends an open scan and any scan that repeats it. Objects that are being read may still be committed, the others
     * wait for the next scan; readers lose the units that they are reading.
     */
    public void cancel(UUID scanId) {
        database.transaction(connection -> {
            // Locked first, in statements of their own: what a listing or the closer has just committed is seen then.
            UUID next = scanId;
            while (next != null) {
                next = lockAndEnd(connection, next);
            }
            return 1;
        });
    }

    private static @Nullable UUID lockAndEnd(Connection connection, UUID scanId) throws SQLException {
        Sql.of("select from scan where scan_id = :scan_id for update")
                .with("scan_id", scanId)
                .update(connection);
        Sql.of("""
                update scan_unit u
                set state = 'cancelled', finished_at = now(), claimed_by = null, lease_until = null
                from scan s
                where s.scan_id = :scan_id
                and s.state in ('pending', 'running')
                and u.scan_id = s.scan_id
                and u.state in ('pending', 'running')
                """).with("scan_id", scanId).update(connection);
        Sql.of("""
                update last_accessed_job j
                set state = 'cancelled', finished_at = now()
                from scan s
                where s.scan_id = :scan_id
                and s.state in ('pending', 'running')
                and j.scan_id = s.scan_id
                and j.state in ('pending', 'running')
                """).with("scan_id", scanId).update(connection);
        return Sql.of("""
                update scan
                set
                  state = case when state in ('pending', 'running') then 'cancelled' else state end,
                  finished_at = coalesce(finished_at, now()),
                  listed_by = null,
                  listing_lease_until = null,
                  repetition_interval = null,
                  repetition_overlap = null
                where scan_id = :scan_id
                returning next_scan_id
                """).with("scan_id", scanId).first(connection, row -> row.getObject("next_scan_id", UUID.class));
    }
}
