package dev.trailtally.collector.scan;

import dev.trailtally.collector.CollectorConfiguration;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hands log objects out to be read. An object is held by one instance until its lease, by the database's clock; whoever
 * commits its records checks in the same transaction that it still holds it.
 */
@Singleton
public final class ObjectClaims {

    private static final UUID NONE = new UUID(0, 0);

    private final UUID instance = UUID.randomUUID();
    private final ScanDatabase database;
    private final double leaseSeconds;
    private final Set<Long> held = ConcurrentHashMap.newKeySet();
    private final AtomicReference<UUID> lastServed = new AtomicReference<>(NONE);

    ObjectClaims(ScanDatabase database, CollectorConfiguration configuration) {
        this.database = database;
        this.leaseSeconds = configuration.lease().toMillis() / 1000.0;
    }

    /** What log_object.claimed_by says of this instance's objects. */
    public UUID instance() {
        return instance;
    }

    /**
     * Claims objects of one scan, in the order in which they were listed; none when there is nothing to read. Scans take
     * turns, oldest first. At least one object, whatever its size. What is claimed must be committed or released: this
     * instance never gets it again while it holds it, even where its lease ran out.
     *
     * @param maxBytes the most bytes, as stored, of all objects together
     */
    public List<ClaimedObject> claim(int maxObjects, long maxBytes) {
        var claimed = database.transaction(connection -> {
            for (var scanId : scansInTurn(connection)) {
                var objects = claim(connection, scanId, maxObjects, maxBytes);
                if (!objects.isEmpty()) {
                    return objects;
                }
            }
            return List.<ClaimedObject>of();
        });
        for (var object : claimed) {
            held.add(object.objectId());
            lastServed.set(object.scanId());
        }
        return claimed;
    }

    private List<UUID> scansInTurn(Connection connection) throws SQLException {
        var scanIds = new ArrayList<UUID>();
        try (var statement = connection.prepareStatement("""
                select scan_id
                from scan s
                where state in ('pending', 'running')
                and exists (
                  select
                  from log_object o
                  where o.scan_id = s.scan_id
                  and o.state = 'pending'
                  and o.claimed_by is distinct from ?
                  and (o.lease_until is null or o.lease_until < now()))
                order by created_at, scan_id
                limit 100
                """)) {
            statement.setObject(1, instance);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    scanIds.add(rows.getObject("scan_id", UUID.class));
                }
            }
        }
        // The one behind the last served comes first.
        Collections.rotate(scanIds, -(scanIds.indexOf(lastServed.get()) + 1));
        return scanIds;
    }

    private List<ClaimedObject> claim(Connection connection, UUID scanId, int maxObjects, long maxBytes)
            throws SQLException {
        var claimed = new ArrayList<ClaimedObject>();
        try (var statement = connection.prepareStatement("""
                with free as (
                  select object_id, byte_count
                  from log_object
                  where scan_id = ?
                  and state = 'pending'
                  and claimed_by is distinct from ?
                  and (lease_until is null or lease_until < now())
                  order by object_id
                  limit ?
                  for update skip locked
                ), sized as (
                  select object_id, byte_count, sum(byte_count) over (order by object_id) as bytes_so_far
                  from free
                ), taken as (
                  update log_object o
                  set claimed_by = ?, lease_until = now() + make_interval(secs => ?)
                  from sized
                  where o.object_id = sized.object_id
                  and (sized.bytes_so_far <= ? or sized.object_id = (select min(object_id) from free))
                  returning o.object_id, o.scan_id, o.uri, o.version, o.account_id, o.records_done, o.byte_count
                )
                select taken.*, s.account_ids, s.regions, s.start_time, s.end_time, s.keep_raw, s.listed_at
                from taken
                join scan s on s.scan_id = taken.scan_id
                where s.state in ('pending', 'running')
                order by taken.object_id
                """)) {
            statement.setObject(1, scanId);
            statement.setObject(2, instance);
            statement.setInt(3, maxObjects);
            statement.setObject(4, instance);
            statement.setDouble(5, leaseSeconds);
            statement.setLong(6, maxBytes);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.add(claimedObject(rows));
                }
            }
        }
        return claimed;
    }

    private static ClaimedObject claimedObject(ResultSet row) throws SQLException {
        return new ClaimedObject(
                row.getLong("object_id"),
                row.getObject("scan_id", UUID.class),
                row.getString("uri"),
                row.getString("version"),
                row.getObject("account_id", Long.class),
                row.getLong("records_done"),
                row.getLong("byte_count"),
                Scan.filter(row),
                row.getBoolean("keep_raw"),
                row.getObject("listed_at", OffsetDateTime.class).toInstant());
    }

    /** Extends the leases of all that this instance holds. */
    public void renew() {
        if (held.isEmpty()) {
            return;
        }
        var ids = held.toArray(Long[]::new);
        held.removeAll(database.transaction(connection -> {
            extend(connection, ids);
            return noLongerHeld(connection, ids);
        }));
    }

    // Rows that a batch is just committing are locked, and need no longer lease.
    private void extend(Connection connection, Long[] ids) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update log_object
                set lease_until = now() + make_interval(secs => ?)
                where object_id in (
                  select object_id
                  from log_object
                  where object_id = any (?)
                  and claimed_by = ?
                  and state = 'pending'
                  for update skip locked)
                """)) {
            statement.setDouble(1, leaseSeconds);
            statement.setArray(2, connection.createArrayOf("bigint", ids));
            statement.setObject(3, instance);
            statement.executeUpdate();
        }
    }

    private List<Long> noLongerHeld(Connection connection, Long[] ids) throws SQLException {
        var gone = new ArrayList<Long>();
        try (var statement = connection.prepareStatement("""
                select object_id
                from log_object
                where object_id = any (?)
                and (state <> 'pending' or claimed_by is distinct from ?)
                """)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            statement.setObject(2, instance);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    gone.add(rows.getLong("object_id"));
                }
            }
        }
        return gone;
    }

    /** Gives claims back, so that any instance can claim the objects at once. */
    public void release(Collection<Long> objectIds) {
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update log_object
                    set claimed_by = null, lease_until = null
                    where object_id = any (?)
                    and claimed_by = ?
                    and state = 'pending'
                    """)) {
                statement.setArray(1, connection.createArrayOf("bigint", objectIds.toArray(Long[]::new)));
                statement.setObject(2, instance);
                return statement.executeUpdate();
            }
        });
        held.removeAll(Set.copyOf(objectIds));
    }
}
