package dev.trailtally.collector.listing;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanColumns;
import dev.trailtally.collector.scan.ScanScope;
import dev.trailtally.collector.source.ListedObject;
import dev.trailtally.collector.source.ObjectKey;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.work.Leases;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Listings of scans: who lists, and what was listed. A listing is held until its lease, by the database's clock. */
@Singleton
public final class ScanListings implements Leases.Rows<UUID, ScanListings.Claim> {

    private final Leases<UUID, Claim> leases = new Leases<>("listings", this);
    private final ScanDatabase database;
    private final ScanScope scope;
    private final Duration lease;

    public ScanListings(ScanDatabase database, ScanScope scope, CollectorConfiguration configuration) {
        this.database = database;
        this.scope = scope;
        this.lease = configuration.lease();
    }

    /**
     * Takes the oldest scan that nobody lists. What a killed lister had counted is counted again: its objects from the
     * manifest, the rest by listing again.
     */
    public Optional<Claim> claim() {
        var holder = UUID.randomUUID();
        var scans = scope.scans();
        Optional<Claim> claimed = database.statement(connection -> Optional.ofNullable(Sql.of("""
                    update scan
                    set state = 'running',
                      listed_by = :holder,
                      listing_lease_until = now() + make_interval(secs => :lease),
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
                      where scan_id = any (:scans)
                      and state in ('pending', 'running')
                      and not listing_done
                      and (earliest_start is null or earliest_start <= now())
                      and (listing_lease_until is null or listing_lease_until < now())
                      order by created_at
                      limit 1
                      for update skip locked)
                    returning *
                    """)
                .with("holder", holder)
                .with("lease", lease)
                .with("scans", Sql.array("uuid", scans))
                .first(connection, row -> new Claim(Scan.of(row), holder))));
        claimed.ifPresent(claim -> own(claim.scan()));
        return claimed;
    }

    /** A scan without an owner belongs to the first identity that lists it. */
    private void own(Scan scan) {
        var owner = scope.owner(scan);
        if (scan.owner() != null || owner == null) {
            return;
        }
        database.statement(connection -> Sql.of("""
                    update scan
                    set caller_account_id = :caller_account_id, caller_arn = :caller_arn, aws_endpoint = :aws_endpoint
                    where scan_id = :scan_id
                    and caller_arn is null
                    """)
                .with(ScanColumns.owner(owner))
                .with("scan_id", scan.scanId())
                .update(connection));
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
        return Sql.of("""
                update scan
                set object_count = object_count + :listed,
                  known_count = known_count + :known,
                  ignored_count = ignored_count + :ignored,
                  byte_count = byte_count + :bytes,
                  listing_lease_until = now() + make_interval(secs => :lease)
                where scan_id = :scan_id
                and listed_by = :holder
                and state = 'running'
                """)
                        .with("listed", counts.listed())
                        .with("known", counts.known())
                        .with("ignored", ignored)
                        .with("bytes", counts.bytes())
                        .with("lease", lease)
                        .with("scan_id", claim.scan().scanId())
                        .with("holder", claim.holder())
                        .update(connection)
                == 1;
    }

    /** When the listing of a claimed scan began, by the database's clock. */
    public static Instant listedAt(Scan scan) {
        return requireNonNull(scan.listedAt(), "listedAt is null");
    }

    /** Stores what could not be listed; only once if a listing that was taken over had failed there already. */
    public void addFailure(Scan scan, String uri, SourceException failure) {
        database.statement(connection -> Sql.of("""
                    insert into scan_failure (scan_id, code, message, next_step, uri, account_id)
                    select :scan_id, :code, :message, :next_step, :uri, :account_id
                    where not exists (select from scan_failure where scan_id = :scan_id and code = :code and uri = :uri)
                    """)
                .with("scan_id", scan.scanId())
                .with("code", failure.code())
                .with("message", withoutNul(failure.explanation()))
                .with("next_step", withoutNul(failure.nextStep()))
                .with("uri", withoutNul(uri))
                .with("account_id", ObjectKey.parse(uri).accountId())
                .update(connection));
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
        database.statement(connection -> Sql.of("""
                    update scan
                    set listing_lease_until = now() + make_interval(secs => :lease)
                    where state = 'running'
                    and listed_by = any (:holders)
                    """)
                .with("lease", lease)
                .with("holders", Sql.array("uuid", held.keySet()))
                .update(connection));
        return List.of();
    }

    @Override
    public void release(Map<UUID, Claim> held) {
        database.statement(connection ->
                Sql.of("""
                    update scan
                    set listed_by = null, listing_lease_until = null
                    where listed_by = any (:holders)
                    and state = 'running'
                    """).with("holders", Sql.array("uuid", held.keySet())).update(connection));
    }

    /** Ends a listing that is still held; if it is not done, another collector may list at once. */
    public void end(Claim claim, boolean done) {
        leases.end(claim.holder());
        database.statement(connection -> Sql.of("""
                    update scan
                    set listing_done = :done, listed_by = null, listing_lease_until = null
                    where scan_id = :scan_id
                    and listed_by = :holder
                    and state = 'running'
                    """)
                .with("done", done)
                .with("scan_id", claim.scan().scanId())
                .with("holder", claim.holder())
                .update(connection));
    }

    /**
     * A scan to list.
     *
     * @param holder of this one listing: a process that lost a lease may well take the same scan again
     */
    public record Claim(Scan scan, UUID holder) {}
}
