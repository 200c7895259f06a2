package dev.trailtally.collector.listing;

import java.util.Map;
import dev.trailtally.collector.work.Leases;
import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanColumns;
import dev.trailtally.collector.scan.ScanScope;
import dev.trailtally.collector.source.ListedObject;
import dev.trailtally.collector.source.ObjectKey;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Listings of scans: who lists, and what was listed. A listing is held until its lease, by the database's clock. */
@Singleton
public final class ScanListings implements Leases.Rows<UUID, ScanListings.Claim> {

    private final Leases<UUID, Claim> leases = new Leases<>("listings", this);
    private final ScanDatabase database;
    private final ScanScope scope;
    private final double leaseSeconds;

    public ScanListings(ScanDatabase database, ScanScope scope, CollectorConfiguration configuration) {
        this.database = database;
        this.scope = scope;
        this.leaseSeconds = configuration.lease().toMillis() / 1000.0;
    }

    /**
     * Takes the oldest scan that nobody lists. What a killed lister had counted is counted again: its objects from the
     * manifest, the rest by listing again.
     */
    public Optional<Claim> claim() {
        var holder = UUID.randomUUID();
        var scans = scope.scans();
        var claimed = database.<Optional<Claim>>statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan
                    set state = 'running',
                      listed_by = ?,
                      listing_lease_until = now() + make_interval(secs => ?),
                      listed_at = now(),
                      object_count = (select count(*) from log_object o where o.scan_id = scan.scan_id)
                        + (select count(*) from awaited_object a where a.scan_id = scan.scan_id),
                      byte_count =
                        (select coalesce(sum(o.byte_count), 0) from log_object o where o.scan_id = scan.scan_id)
                        + (select coalesce(sum(o.byte_count), 0)
                          from awaited_object a
                          join log_object o on o.object_id = a.object_id
                          where a.scan_id = scan.scan_id),
                      known_count = 0,
                      ignored_count = 0
                    where scan_id = (
                      select scan_id
                      from scan
                      where scan_id = any (?)
                      and state in ('pending', 'running')
                      and not listing_done
                      and (earliest_start is null or earliest_start <= now())
                      and (listing_lease_until is null or listing_lease_until < now())
                      order by created_at
                      limit 1
                      for update skip locked)
                    returning *
                    """)) {
                statement.setObject(1, holder);
                statement.setDouble(2, leaseSeconds);
                statement.setArray(3, connection.createArrayOf("uuid", scans));
                try (var rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(new Claim(Scan.of(rows), holder)) : Optional.empty();
                }
            }
        });
        claimed.ifPresent(claim -> {
            leases.hold(holder, claim);
            own(claim.scan());
        });
        return claimed;
    }

    /** A scan without an owner belongs to the first identity that lists it. */
    private void own(Scan scan) {
        var owner = scope.owner(scan);
        if (scan.owner() != null || owner == null) {
            return;
        }
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan
                    set caller_account_id = ?, caller_arn = ?, aws_endpoint = ?
                    where scan_id = ?
                    and caller_arn is null
                    """)) {
                new ScanColumns(statement).owner(1, owner);
                statement.setObject(4, scan.scanId());
                return statement.executeUpdate();
            }
        });
    }

    /**
     * Adds objects to the manifest and their counts to the scan, in one transaction.
     *
     * @param ignored how many objects were left out because they hold no events by design
     * @return whether the listing is still held; if not, nothing was added
     */
    public boolean add(Claim claim, List<ListedObject> objects, int ignored) {
        return database.transaction(connection -> {
            var counts = Manifest.add(connection, claim.scan(), objects);
            var held = count(connection, claim, counts, ignored);
            if (!held) {
                connection.rollback();
            }
            return held;
        });
    }

    private boolean count(Connection connection, Claim claim, Manifest.Counts counts, int ignored) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update scan
                set object_count = object_count + ?,
                  known_count = known_count + ?,
                  ignored_count = ignored_count + ?,
                  byte_count = byte_count + ?,
                  listing_lease_until = now() + make_interval(secs => ?)
                where scan_id = ?
                and listed_by = ?
                and state = 'running'
                """)) {
            statement.setLong(1, counts.listed());
            statement.setLong(2, counts.known());
            statement.setInt(3, ignored);
            statement.setLong(4, counts.bytes());
            statement.setDouble(5, leaseSeconds);
            statement.setObject(6, claim.scan().scanId());
            statement.setObject(7, claim.holder());
            return statement.executeUpdate() == 1;
        }
    }

    /** When the listing of a claimed scan began, by the database's clock. */
    public static Instant listedAt(Scan scan) {
        return requireNonNull(scan.listedAt(), "listedAt is null");
    }

    /** Stores what could not be listed; only once if a listing that was taken over had failed there already. */
    public void addFailure(Scan scan, String uri, SourceException failure) {
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    insert into scan_failure (scan_id, code, message, next_step, uri, account_id)
                    select ?, ?, ?, ?, ?, ?
                    where not exists (select from scan_failure where scan_id = ? and code = ? and uri = ?)
                    """)) {
                statement.setObject(1, scan.scanId());
                statement.setString(2, failure.code());
                statement.setString(3, withoutNul(failure.explanation()));
                statement.setString(4, withoutNul(failure.nextStep()));
                statement.setString(5, withoutNul(uri));
                statement.setObject(6, ObjectKey.parse(uri).accountId());
                statement.setObject(7, scan.scanId());
                statement.setString(8, failure.code());
                statement.setString(9, withoutNul(uri));
                return statement.executeUpdate();
            }
        });
    }

    private static String withoutNul(String text) {
        return text.replace('\0', '?'); // PostgreSQL's text cannot hold it
    }

    public Leases<UUID, Claim> leases() {
        return leases;
    }

    /** Whether a listing was lost shows when it {@link #add adds} its next page. */
    @Override
    public List<UUID> renew(Map<UUID, Claim> held) {
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan
                    set listing_lease_until = now() + make_interval(secs => ?)
                    where state = 'running'
                    and listed_by = any (?)
                    """)) {
                statement.setDouble(1, leaseSeconds);
                statement.setArray(2, connection.createArrayOf("uuid", held.keySet().toArray()));
                return statement.executeUpdate();
            }
        });
        return List.of();
    }

    @Override
    public void release(Map<UUID, Claim> held) {
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan
                    set listed_by = null, listing_lease_until = null
                    where listed_by = any (?)
                    and state = 'running'
                    """)) {
                statement.setArray(1, connection.createArrayOf("uuid", held.keySet().toArray()));
                return statement.executeUpdate();
            }
        });
    }

    /** Ends a listing that is still held; if it is not done, another collector may list at once. */
    public void end(Claim claim, boolean done) {
        leases.end(claim.holder());
        database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan
                    set listing_done = ?, listed_by = null, listing_lease_until = null
                    where scan_id = ?
                    and listed_by = ?
                    and state = 'running'
                    """)) {
                statement.setBoolean(1, done);
                statement.setObject(2, claim.scan().scanId());
                statement.setObject(3, claim.holder());
                return statement.executeUpdate();
            }
        });
    }

    /**
     * A scan to list.
     *
     * @param holder of this one listing: a process that lost a lease may well take the same scan again
     */
    public record Claim(Scan scan, UUID holder) {}
}
