package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.CollectorConfiguration;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.LookupSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
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

    /**
     * Claims open units that nobody reads, the first region of each account before the second of any.
     *
     * @param own holders of units that this instance reads already: it must not take them from itself
     */
    public List<ClaimedUnit> claim(int max, Set<UUID> own) {
        return database.transaction(connection -> {
            var claimed = claimed(connection, max, own);
            var terms = terms(connection, claimed);
            var slices =
                    slices(connection, claimed.stream().map(Claimed::unitId).toList());
            return claimed.stream()
                    .map(unit -> {
                        var of = requireNonNull(terms.get(unit.scanId()), "a scan is never deleted");
                        return new ClaimedUnit(
                                unit.unitId(),
                                unit.holder(),
                                unit.scanId(),
                                unit.accountId(),
                                unit.region(),
                                of.lookup(),
                                of.interval(),
                                of.keepRaw(),
                                unit.worked(),
                                slices.getOrDefault(unit.unitId(), List.of()));
                    })
                    .toList();
        });
    }

    private List<Claimed> claimed(Connection connection, int max, Set<UUID> own) throws SQLException {
        var claimed = new ArrayList<Claimed>();
        try (var statement = connection.prepareStatement("""
                with free as (
                  select u.unit_id
                  from scan_unit u
                  join scan s on s.scan_id = u.scan_id
                  where u.state in ('pending', 'running')
                  and s.state in ('pending', 'running')
                  and s.source_kind = 'lookup'
                  and (u.lease_until is null or u.lease_until < now())
                  and (u.claimed_by is null or u.claimed_by <> all (?))
                  order by u.turn, u.unit_id
                  limit ?
                  for update of u skip locked
                )
                update scan_unit u
                set
                  state = 'running',
                  claimed_by = gen_random_uuid(),
                  lease_until = now() + make_interval(secs => ?),
                  first_claimed_at = coalesce(u.first_claimed_at, now())
                from free
                where u.unit_id = free.unit_id
                returning u.unit_id, u.claimed_by, u.scan_id, u.account_id, u.region,
                  extract(epoch from u.worked) as worked_seconds
                """)) {
            statement.setArray(1, connection.createArrayOf("uuid", own.toArray()));
            statement.setInt(2, max);
            statement.setDouble(3, leaseSeconds);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.add(new Claimed(
                            rows.getLong("unit_id"),
                            rows.getObject("claimed_by", UUID.class),
                            rows.getObject("scan_id", UUID.class),
                            rows.getLong("account_id"),
                            rows.getString("region"),
                            Duration.ofMillis((long) (rows.getDouble("worked_seconds") * 1000))));
                }
            }
        }
        return claimed;
    }

    /** Read once for all units of a scan: lists of accounts in it may be long. */
    private static Map<UUID, Terms> terms(Connection connection, List<Claimed> claimed) throws SQLException {
        var terms = new HashMap<UUID, Terms>();
        try (var statement = connection.prepareStatement("""
                select scan_id, lookup, start_time, end_time, keep_raw
                from scan
                where scan_id = any (?)
                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid",
                            claimed.stream().map(Claimed::scanId).distinct().toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var interval = new ScanFilter(
                            Set.of(), Set.of(), Scan.instant(rows, "start_time"), Scan.instant(rows, "end_time"));
                    var lookup = ScanSource.lookup(rows.getString("lookup")).toBuilder()
                            .clearOrganization()
                            .build();
                    terms.put(
                            rows.getObject("scan_id", UUID.class),
                            new Terms(lookup, interval, rows.getBoolean("keep_raw")));
                }
            }
        }
        return terms;
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
                    with held as (
                      select unit_id
                      from scan_unit
                      where claimed_by = any (?)
                      and state = 'running'
                      order by unit_id
                      for update
                    ), renewed as (
                      update scan_unit u
                      set
                        worked = worked + (now() - (lease_until - make_interval(secs => ?))),
                        lease_until = now() + make_interval(secs => ?)
                      from held
                      where u.unit_id = held.unit_id
                      returning claimed_by
                    )
                    select holder
                    from unnest(?) holder
                    where holder not in (select claimed_by from renewed)
                    """)) {
                var held = connection.createArrayOf("uuid", holders.toArray());
                statement.setArray(1, held);
                statement.setDouble(2, leaseSeconds);
                statement.setDouble(3, leaseSeconds);
                statement.setArray(4, held);
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
            fail(connection, holder, failure);
            return 1;
        });
    }

    /** The same within the caller's transaction. */
    public static void fail(Connection connection, UUID holder, SourceException failure) throws SQLException {
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
            statement.executeUpdate();
        }
    }

    static String bounded(String text) {
        var storable = text.replace('\0', '?'); // PostgreSQL's text cannot hold it
        return storable.length() <= MAX_TEXT ? storable : storable.substring(0, MAX_TEXT - 1) + "…";
    }

    private record Claimed(long unitId, UUID holder, UUID scanId, long accountId, String region, Duration worked) {}

    /** What a scan asks of each of its units. */
    private record Terms(LookupSource lookup, ScanFilter interval, boolean keepRaw) {}
}
