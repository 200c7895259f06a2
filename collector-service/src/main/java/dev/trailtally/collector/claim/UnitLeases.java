package dev.trailtally.collector.claim;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.database.ShortText;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.scan.ScanScope;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Who works on which unit of any kind: a unit is held until its lease expires, by the database's clock. */
@Singleton
final class UnitLeases {

    private final ScanDatabase database;
    private final ScanScope scope;
    private final double leaseSeconds;

    UnitLeases(ScanDatabase database, ScanScope scope, CollectorConfiguration configuration) {
        this.database = database;
        this.scope = scope;
        this.leaseSeconds = configuration.lease().toMillis() / 1000.0;
    }

    /** The scans whose units this instance may claim; do not call it within a transaction. */
    UUID[] scans() {
        return scope.scans();
    }

    /**
     * Claims open units of a kind of source that nobody reads, the first region of each account before the second of any.
     *
     * @param scans those of {@link #scans}
     * @param own holders of units that this instance reads already: it must not take them from itself
     */
    List<Claimed> claim(Connection connection, String sourceKind, UUID[] scans, int max, Set<UUID> own)
            throws SQLException {
        var claimed = new ArrayList<Claimed>();
        try (var statement = connection.prepareStatement("""
                with free as (
                  select u.unit_id
                  from scan_unit u
                  join scan s on s.scan_id = u.scan_id
                  where u.state in ('pending', 'running')
                  and s.state in ('pending', 'running')
                  and s.source_kind = ?
                  and s.scan_id = any (?)
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
                  extract(epoch from u.worked) as worked_seconds, u.listed_at is not null as listed
                """)) {
            statement.setString(1, sourceKind);
            statement.setArray(2, connection.createArrayOf("uuid", scans));
            statement.setArray(3, connection.createArrayOf("uuid", own.toArray()));
            statement.setInt(4, max);
            statement.setDouble(5, leaseSeconds);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.add(new Claimed(
                            rows.getLong("unit_id"),
                            rows.getObject("claimed_by", UUID.class),
                            rows.getObject("scan_id", UUID.class),
                            rows.getLong("account_id"),
                            rows.getString("region"),
                            Duration.ofMillis((long) (rows.getDouble("worked_seconds") * 1000)),
                            rows.getBoolean("listed")));
                }
            }
        }
        return claimed;
    }

    /** Extends the leases of units; returns the holders of those that were lost, because they were cancelled or taken. */
    List<UUID> renew(Set<UUID> holders) {
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

    /** Releases units, so that any instance can claim them at once. */
    void release(Set<UUID> holders) {
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

    /** Adds requests to the counts of a unit, whoever holds it by now: AWS has seen them. */
    void count(long unitId, Requests requests) {
        if (requests.equals(Requests.NONE)) {
            return;
        }
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan_unit
                    set
                      request_count = request_count + ?,
                      page_count = page_count + ?,
                      throttled_count = throttled_count + ?
                    where unit_id = ?
                    """)) {
                statement.setLong(1, requests.sent());
                statement.setLong(2, requests.pages());
                statement.setLong(3, requests.throttled());
                statement.setLong(4, unitId);
                return statement.executeUpdate();
            }
        });
    }

    /** Ends a unit that cannot be read on; what was committed of it stays. */
    void fail(UUID holder, SourceException failure) {
        database.statement(connection -> {
            fail(connection, holder, failure);
            return 1;
        });
    }

    /** The same within the caller's transaction. */
    static void fail(Connection connection, UUID holder, SourceException failure) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update scan_unit
                set state = 'failed', finished_at = now(), claimed_by = null, lease_until = null,
                  failure_code = ?, failure_message = ?, next_step = ?
                where claimed_by = ?
                and state = 'running'
                """)) {
            statement.setString(1, failure.code());
            statement.setString(2, ShortText.of(failure.explanation()));
            statement.setString(3, ShortText.of(failure.nextStep()));
            statement.setObject(4, holder);
            statement.executeUpdate();
        }
    }

    static void complete(Connection connection, UUID holder) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update scan_unit
                set state = 'complete', finished_at = now(), claimed_by = null, lease_until = null
                where claimed_by = ?
                and state = 'running'
                """)) {
            statement.setObject(1, holder);
            statement.executeUpdate();
        }
    }

    /** Whether a unit is still held; if so it is until the end of the transaction. */
    static boolean hold(Connection connection, long unitId, UUID holder) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select
                from scan_unit
                where unit_id = ?
                and claimed_by = ?
                and state = 'running'
                for share
                """)) {
            statement.setLong(1, unitId);
            statement.setObject(2, holder);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * A unit that was just claimed.
     *
     * @param worked how long collectors had worked on it before
     * @param listed last-accessed data: whether all its entities are listed
     */
    record Claimed(
            long unitId, UUID holder, UUID scanId, long accountId, String region, Duration worked, boolean listed) {}
}
