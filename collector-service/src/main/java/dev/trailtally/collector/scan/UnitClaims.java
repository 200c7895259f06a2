package dev.trailtally.collector.scan;

import dev.trailtally.collector.CollectorConfiguration;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Hands units of LookupEvents out to be read. A unit is held by one instance until its lease, by the database's clock; whoever
 * commits its events checks in the same transaction that it still holds it.
 */
@Singleton
public final class UnitClaims {

    private static final int MAX_TEXT = 500;

    private final ScanDatabase database;
    private final double leaseSeconds;

    UnitClaims(ScanDatabase database, CollectorConfiguration configuration) {
        this.database = database;
        this.leaseSeconds = configuration.lease().toMillis() / 1000.0;
    }

    /** Claims open units that nobody reads, the first region of each account before the second of any; at most max. */
    public List<ClaimedUnit> claim(int max) {
        return database.transaction(connection -> {
            var claimed = claimed(connection, max);
            var slices = slices(connection, claimed.keySet());
            var units = new ArrayList<ClaimedUnit>();
            for (var unit : claimed.values()) {
                units.add(new ClaimedUnit(
                        unit.unitId(),
                        unit.holder(),
                        unit.scanId(),
                        unit.accountId(),
                        unit.region(),
                        unit.lookup(),
                        unit.filter(),
                        unit.keepRaw(),
                        unit.elapsed(),
                        slices.getOrDefault(unit.unitId(), List.of())));
            }
            return units;
        });
    }

    private Map<Long, ClaimedUnit> claimed(Connection connection, int max) throws SQLException {
        var claimed = new HashMap<Long, ClaimedUnit>();
        try (var statement = connection.prepareStatement("""
                with free as (
                  select u.unit_id
                  from scan_unit u
                  join scan s on s.scan_id = u.scan_id
                  where u.state in ('pending', 'running')
                  and s.state in ('pending', 'running')
                  and (u.lease_until is null or u.lease_until < now())
                  order by u.turn, u.unit_id
                  limit ?
                  for update of u skip locked
                ), taken as (
                  update scan_unit u
                  set
                    state = 'running',
                    claimed_by = gen_random_uuid(),
                    lease_until = now() + make_interval(secs => ?),
                    first_claimed_at = coalesce(u.first_claimed_at, now())
                  from free
                  where u.unit_id = free.unit_id
                  returning u.unit_id, u.claimed_by, u.scan_id, u.account_id, u.region, u.first_claimed_at
                )
                select taken.*, s.lookup, s.account_ids, s.regions, s.start_time, s.end_time, s.keep_raw,
                  extract(epoch from now() - taken.first_claimed_at) as elapsed_seconds
                from taken
                join scan s on s.scan_id = taken.scan_id
                """)) {
            statement.setInt(1, max);
            statement.setDouble(2, leaseSeconds);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.put(rows.getLong("unit_id"), unit(rows));
                }
            }
        }
        return claimed;
    }

    private static ClaimedUnit unit(ResultSet row) throws SQLException {
        return new ClaimedUnit(
                row.getLong("unit_id"),
                row.getObject("claimed_by", UUID.class),
                row.getObject("scan_id", UUID.class),
                row.getLong("account_id"),
                row.getString("region"),
                ScanSource.lookup(row.getString("lookup")),
                Scan.filter(row),
                row.getBoolean("keep_raw"),
                Duration.ofMillis((long) (row.getDouble("elapsed_seconds") * 1000)),
                List.of());
    }

    private static Map<Long, List<SliceState>> slices(Connection connection, Collection<Long> unitIds)
            throws SQLException {
        var slices = new HashMap<Long, List<SliceState>>();
        try (var statement = connection.prepareStatement("""
                select unit_id, slice_number,
                  extract(epoch from start_time)::bigint as start_second,
                  extract(epoch from unread_until)::bigint as unread_until_second
                from scan_slice
                where unit_id = any (?)
                """)) {
            statement.setArray(1, connection.createArrayOf("bigint", unitIds.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    slices.computeIfAbsent(rows.getLong("unit_id"), id -> new ArrayList<>())
                            .add(new SliceState(
                                    rows.getInt("slice_number"),
                                    rows.getLong("start_second"),
                                    rows.getLong("unread_until_second")));
                }
            }
        }
        return slices;
    }

    /** Extends the leases of units; returns the holders of those that were lost, because they were cancelled or taken. */
    public List<UUID> renew(Set<UUID> holders) {
        if (holders.isEmpty()) {
            return List.of();
        }
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    with renewed as (
                      update scan_unit
                      set lease_until = now() + make_interval(secs => ?)
                      where claimed_by = any (?)
                      and state = 'running'
                      returning claimed_by
                    )
                    select holder
                    from unnest(?) holder
                    where holder not in (select claimed_by from renewed)
                    """)) {
                var held = connection.createArrayOf("uuid", holders.toArray());
                statement.setDouble(1, leaseSeconds);
                statement.setArray(2, held);
                statement.setArray(3, held);
                try (var rows = statement.executeQuery()) {
                    var lost = new ArrayList<UUID>();
                    while (rows.next()) {
                        lost.add(rows.getObject("holder", UUID.class));
                    }
                    return lost;
                }
            }
        });
    }

    /** Gives units back, so that any instance can claim them at once. */
    public void release(Set<UUID> holders) {
        if (holders.isEmpty()) {
            return;
        }
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan_unit
                    set claimed_by = null, lease_until = null
                    where claimed_by = any (?)
                    and state = 'running'
                    """)) {
                statement.setArray(1, connection.createArrayOf("uuid", holders.toArray()));
                return statement.executeUpdate();
            }
        });
    }

    /** Ends a unit that cannot be read on; what was committed of it stays. */
    public void fail(UUID holder, SourceException failure) {
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan_unit
                    set state = 'failed', finished_at = now(), claimed_by = null, lease_until = null,
                      failure_code = ?, failure_message = ?, next_step = ?
                    where claimed_by = ?
                    and state = 'running'
                    """)) {
                statement.setString(1, failure.code());
                statement.setString(2, bounded(failure.explanation()));
                statement.setString(3, bounded(failure.nextStep()));
                statement.setObject(4, holder);
                return statement.executeUpdate();
            }
        });
    }

    static String bounded(String text) {
        var storable = text.replace('\0', '?'); // PostgreSQL's text cannot hold it
        return storable.length() <= MAX_TEXT ? storable : storable.substring(0, MAX_TEXT - 1) + "…";
    }
}
