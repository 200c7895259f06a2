package dev.trailtally.collector.claim;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.database.ShortText;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.scan.ScanScope;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Who works on which unit of any kind: a unit is held until its lease expires, by the database's clock. */
@Singleton
public final class UnitLeases {

    private final ScanDatabase database;
    private final ScanScope scope;
    private final Duration lease;

    UnitLeases(ScanDatabase database, ScanScope scope, CollectorConfiguration configuration) {
        this.database = database;
        this.scope = scope;
        this.lease = configuration.lease();
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
        return Sql.of("""
                with free as (
                  select u.unit_id
                  from scan_unit u
                  join scan s on s.scan_id = u.scan_id
                  where u.state in ('pending', 'running')
                  and s.state in ('pending', 'running')
                  and s.source_kind = :source_kind
                  and s.scan_id = any (:scans)
                  and (u.lease_until is null or u.lease_until < now())
                  and (u.claimed_by is null or u.claimed_by <> all (:own))
                  order by u.turn, u.unit_id
                  limit :max
                  for update of u skip locked
                )
                update scan_unit u
                set
                  state = 'running',
                  claimed_by = gen_random_uuid(),
                  lease_until = now() + make_interval(secs => :lease),
                  first_claimed_at = coalesce(u.first_claimed_at, now())
                from free
                where u.unit_id = free.unit_id
                returning u.unit_id, u.claimed_by, u.scan_id, u.account_id, u.region,
                  extract(epoch from u.worked) as worked_seconds, u.listed_at is not null as listed
                """)
                .with("source_kind", sourceKind)
                .with("scans", Sql.array("uuid", scans))
                .with("own", Sql.array("uuid", own))
                .with("max", max)
                .with("lease", lease)
                .list(
                        connection,
                        row -> new Claimed(
                                row.getLong("unit_id"),
                                row.getObject("claimed_by", UUID.class),
                                row.getObject("scan_id", UUID.class),
                                row.getLong("account_id"),
                                row.getString("region"),
                                Duration.ofMillis((long) (row.getDouble("worked_seconds") * 1000)),
                                row.getBoolean("listed")));
    }

    /** Extends the leases of units; returns the holders of those that were lost, because they were cancelled or taken. */
    public List<UUID> renew(Set<UUID> holders) {
        if (holders.isEmpty()) {
            return List.of();
        }
        return database.statement(connection -> Sql.of("""
                    with held as (
                      select unit_id
                      from scan_unit
                      where claimed_by = any (:holders)
                      and state = 'running'
                      order by unit_id
                      for update
                    ), renewed as (
                      update scan_unit u
                      set
                        worked = worked + (now() - (lease_until - make_interval(secs => :lease))),
                        lease_until = now() + make_interval(secs => :lease)
                      from held
                      where u.unit_id = held.unit_id
                      returning claimed_by
                    )
                    select holder
                    from unnest(:holders) holder
                    where holder not in (select claimed_by from renewed)
                    """)
                .with("holders", Sql.array("uuid", holders))
                .with("lease", lease)
                .list(connection, row -> row.getObject("holder", UUID.class)));
    }

    /** Releases units, so that any instance can claim them at once. */
    public void release(Set<UUID> holders) {
        if (holders.isEmpty()) {
            return;
        }
        database.statement(connection ->
                Sql.of("""
                    update scan_unit
                    set claimed_by = null, lease_until = null
                    where claimed_by = any (:holders)
                    and state = 'running'
                    """).with("holders", Sql.array("uuid", holders)).update(connection));
    }

    /** Adds requests to the counts of a unit, whoever holds it by now: AWS has seen them. */
    public void count(long unitId, Requests requests) {
        if (requests.equals(Requests.NONE)) {
            return;
        }
        database.statement(connection -> Sql.of("""
                    update scan_unit
                    set
                      request_count = request_count + :sent,
                      page_count = page_count + :pages,
                      throttled_count = throttled_count + :throttled
                    where unit_id = :unit_id
                    """)
                .with("sent", requests.sent())
                .with("pages", requests.pages())
                .with("throttled", requests.throttled())
                .with("unit_id", unitId)
                .update(connection));
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
        Sql.of("""
                update scan_unit
                set state = 'failed', finished_at = now(), claimed_by = null, lease_until = null,
                  failure_code = :code, failure_message = :message, next_step = :next_step
                where claimed_by = :holder
                and state = 'running'
                """).with(ShortText.binds(failure)).with("holder", holder).update(connection);
    }

    static void complete(Connection connection, UUID holder) throws SQLException {
        Sql.of("""
                update scan_unit
                set state = 'complete', finished_at = now(), claimed_by = null, lease_until = null
                where claimed_by = :holder
                and state = 'running'
                """).with("holder", holder).update(connection);
    }

    /** Whether a unit is still held; if so it is until the end of the transaction. */
    static boolean hold(Connection connection, long unitId, UUID holder) throws SQLException {
        return Sql.of("""
                select
                from scan_unit
                where unit_id = :unit_id
                and claimed_by = :holder
                and state = 'running'
                for share
                """).with("unit_id", unitId).with("holder", holder).exists(connection);
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
