package dev.trailtally.collector.claim;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanScope;
import dev.trailtally.collector.work.Leases;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Assigns log objects to readers. One instance holds an object until its lease expires, by the database's clock; the
 * transaction that commits its records checks that the object is still held.
 */
@Singleton
public final class ObjectClaims implements Leases.Rows<Long, UUID> {

    private static final String CLAIM = """
            with own as (
              select object_id, byte_count, account_id, object_time
              from log_object
              where scan_id = :scan_id
              and state = 'pending'
              and (lease_until is null or lease_until < now())
              order by account_id, object_time, object_id
              limit :max_objects
              for update skip locked
            ), awaited as (
              select o.object_id, o.byte_count, o.account_id, o.object_time
              from awaited_object a
              join log_object o on o.object_id = a.object_id
              where a.scan_id = :scan_id
              and not a.final
              and not exists (select from own)
              and o.state = 'pending'
              and (o.lease_until is null or o.lease_until < now())
              order by o.account_id, o.object_time, o.object_id
              limit :max_objects
              for update of o skip locked
            ), free as (
              select * from own
              union all
              select * from awaited
            ), sized as (
              select
                object_id, byte_count, sum(byte_count) over listed as bytes_so_far, row_number() over listed as place
              from free
              window listed as (order by account_id, object_time, object_id)
            ), taken as (
              update log_object o
              set claimed_by = :holder, lease_until = now() + make_interval(secs => :lease)
              from sized, scan s
              where o.object_id = sized.object_id
              and s.scan_id = :scan_id
              and s.state in ('pending', 'running')
              and (sized.bytes_so_far <= :max_bytes or sized.place = 1)
              returning sized.place, o.object_id, o.scan_id, o.uri, o.version, o.account_id, o.records_done, o.byte_count
            )
            select taken.*, s.account_ids, s.regions, s.start_time, s.end_time, s.keep_raw, s.listed_at
            from taken
            join scan s on s.scan_id = taken.scan_id
            order by taken.place
            """;

    private static final UUID NONE = new UUID(0, 0);

    private final ScanDatabase database;
    private final ScanScope scope;
    private final Duration lease;
    private final Leases<Long, UUID> leases = new Leases<>("objects", this);
    private final AtomicReference<UUID> lastServed = new AtomicReference<>(NONE);

    public ObjectClaims(ScanDatabase database, ScanScope scope, CollectorConfiguration configuration) {
        this.database = database;
        this.scope = scope;
        this.lease = configuration.lease();
    }

    /**
     * Claims objects of one scan, by account and time, so that few batches have events of the same day; if it has none left,
     * those that it waits for, which are read and counted as the scan that owns them asks. None when there is nothing to read.
     * Scans take turns, oldest first. At least one object, whatever its size. Each call claims under a holder of its own, so
     * that a reader whose claim was lost cannot act on the claim of the next, even within this process.
     *
     * @param maxBytes the most bytes, as stored, of all objects together
     */
    public List<ClaimedObject> claim(int maxObjects, long maxBytes) {
        var scans = scope.scans();
        var claimed = database.transaction(connection -> {
            for (var scanId : scansInTurn(connection, scans)) {
                var objects = claim(connection, scanId, maxObjects, maxBytes);
                if (!objects.isEmpty()) {
                    lastServed.set(scanId);
                    return objects;
                }
            }
            return List.<ClaimedObject>of();
        });
        claimed.forEach(object -> leases.hold(object.objectId(), object.holder()));
        return claimed;
    }

    private List<UUID> scansInTurn(Connection connection, UUID[] scans) throws SQLException {
        var scanIds = Sql.of("""
                select scan_id
                from scan s
                where scan_id = any (:scans)
                and state in ('pending', 'running')
                and (
                  exists (
                    select
                    from log_object o
                    where o.scan_id = s.scan_id
                    and o.state = 'pending'
                    and (o.lease_until is null or o.lease_until < now()))
                  or exists (
                    select
                    from awaited_object a
                    join log_object o on o.object_id = a.object_id
                    where a.scan_id = s.scan_id
                    and not a.final
                    and o.state = 'pending'
                    and (o.lease_until is null or o.lease_until < now())))
                order by created_at, scan_id
                limit 100
                """)
                .with("scans", Sql.array("uuid", scans))
                .list(connection, row -> row.getObject("scan_id", UUID.class));
        // The one behind the last served comes first.
        Collections.rotate(scanIds, -(scanIds.indexOf(lastServed.get()) + 1));
        return scanIds;
    }

    private List<ClaimedObject> claim(Connection connection, UUID scanId, int maxObjects, long maxBytes)
            throws SQLException {
        var holder = UUID.randomUUID();
        return Sql.of(CLAIM)
                .with("scan_id", scanId)
                .with("max_objects", maxObjects)
                .with("holder", holder)
                .with("lease", lease)
                .with("max_bytes", maxBytes)
                .list(connection, row -> claimedObject(row, holder));
    }

    private static ClaimedObject claimedObject(ResultSet row, UUID holder) throws SQLException {
        return new ClaimedObject(
                row.getLong("object_id"),
                holder,
                row.getObject("scan_id", UUID.class),
                row.getString("uri"),
                row.getString("version"),
                row.getObject("account_id", Long.class),
                row.getLong("records_done"),
                row.getLong("byte_count"),
                Scan.filter(row),
                row.getBoolean("keep_raw"),
                requireNonNull(Sql.instant(row, "listed_at")));
    }

    /** All that this instance holds, by object and holder. */
    public Leases<Long, UUID> leases() {
        return leases;
    }

    @Override
    public Collection<Long> renew(Map<Long, UUID> held) {
        return database.transaction(connection -> {
            extend(connection, held);
            return noLongerHeld(connection, held);
        });
    }

    // Rows that a batch is just committing are locked, and do not need a longer lease.
    private void extend(Connection connection, Map<Long, UUID> some) throws SQLException {
        Sql.of("""
                update log_object
                set lease_until = now() + make_interval(secs => :lease)
                where object_id in (
                  select o.object_id
                  from log_object o
                  join unnest(:object_ids::bigint[], :holders::uuid[]) held (object_id, holder)
                    on o.object_id = held.object_id and o.claimed_by = held.holder
                  where o.state = 'pending'
                  for update of o skip locked)
                """).with("lease", lease).with(bind(some)).update(connection);
    }

    private List<Long> noLongerHeld(Connection connection, Map<Long, UUID> some) throws SQLException {
        return Sql.of("""
                select held.object_id
                from unnest(:object_ids::bigint[], :holders::uuid[]) held (object_id, holder)
                join log_object o on o.object_id = held.object_id
                where o.state <> 'pending'
                or o.claimed_by is distinct from held.holder
                """).with(bind(some)).list(connection, row -> row.getLong("object_id"));
    }

    @Override
    public void release(Map<Long, UUID> claims) {
        database.statement(connection -> Sql.of("""
                    update log_object o
                    set claimed_by = null, lease_until = null
                    from unnest(:object_ids::bigint[], :holders::uuid[]) held (object_id, holder)
                    where o.object_id = held.object_id
                    and o.claimed_by = held.holder
                    and o.state = 'pending'
                    """).with(bind(claims)).update(connection));
    }

    /** Ends objects that cannot be stored; what was committed of them stays. The next scan of the source tries again. */
    public void fail(Map<Long, UUID> claims, String code, String message) {
        claims.forEach(leases::end);
        database.statement(connection -> Sql.of("""
                    update log_object o
                    set state = 'unreadable', failure_code = :code, failure_message = left(:message, 300),
                      finished_at = now()
                    from unnest(:object_ids::bigint[], :holders::uuid[]) held (object_id, holder)
                    where o.object_id = held.object_id
                    and o.claimed_by = held.holder
                    and o.state = 'pending'
                    """)
                .with("code", code)
                .with("message", message)
                .with(bind(claims))
                .update(connection));
    }

    private static Map<String, Sql.Array> bind(Map<Long, UUID> claims) {
        var entries = List.copyOf(claims.entrySet());
        return Map.of(
                "object_ids", Sql.array("bigint", entries, Map.Entry::getKey),
                "holders", Sql.array("uuid", entries, Map.Entry::getValue));
    }
}
