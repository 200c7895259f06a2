package dev.trailtally.collector.scan;

import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.account.AwsClients;
import dev.trailtally.collector.api.ScanControl;
import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.collector.claim.ObjectClaims;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.FullDisk;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.listing.LastAccessedLister;
import dev.trailtally.collector.listing.Lister;
import dev.trailtally.collector.listing.OrganizationCharts;
import dev.trailtally.collector.listing.ScanListings;
import dev.trailtally.collector.listing.UnitLister;
import dev.trailtally.collector.listing.UnitListings;
import dev.trailtally.collector.source.S3Clients;
import dev.trailtally.collector.source.S3Location;
import dev.trailtally.collector.source.S3StandIn;
import dev.trailtally.collector.work.WorkSignal;
import dev.trailtally.schema.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** One collector instance on a test database, without its background loops: tests take each step themselves. */
final class ScanFixture implements AutoCloseable {

    static final ScanFilter ALL = new ScanFilter(Set.of(), Set.of(), null, null);

    final TestDatabase database;
    final ScanStore scans;
    final ScanListings listings;
    final LogSources sources;
    final Lister lister;
    final ObjectClaims claims;
    final ScanCloser closer;
    final ScanControl control;
    private final S3Clients s3Clients;
    private final OwnIdentity identity;
    private final ScanScope scope;
    private final AwsClients aws;

    ScanFixture(TestDatabase database, Path root, String s3Endpoint) {
        // Nobody listens there.
        this(database, root, s3Endpoint, "http://127.0.0.1:1", false);
    }

    ScanFixture(TestDatabase database, Path root, String s3Endpoint, String awsEndpoint, boolean ownScansOnly) {
        this.database = database;
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser("collector");
        dataSource.setPassword(TestDatabase.PASSWORD);
        var connections = new ScanDatabase(dataSource, new FullDisk());
        var configuration = new CollectorConfiguration(
                List.of(root.toString()),
                List.of("*"),
                List.of("*"),
                s3Endpoint,
                awsEndpoint,
                4,
                0,
                50_000,
                500,
                Duration.ofDays(45),
                Duration.ofSeconds(30),
                true,
                ownScansOnly);
        scans = new ScanStore(connections);
        aws = new AwsClients(awsEndpoint, AnonymousCredentialsProvider.create(), Region.EU_WEST_1);
        var sessions = new AccountSessions(aws);
        identity = new OwnIdentity(sessions, configuration);
        s3Clients = new S3Clients(s3Endpoint, List.of());
        sources = new LogSources(configuration, scans, s3Clients);
        scope = new ScanScope(connections, identity, sources, configuration);
        listings = new ScanListings(connections, scope, configuration);
        var unitListings = new UnitListings(connections);
        var accounts = new Accounts(aws);
        var lastAccessed =
                new LastAccessedLister(accounts, sessions, listings, unitListings, new OrganizationCharts(connections));
        var units = new UnitLister(accounts, sessions, listings, unitListings, lastAccessed, new WorkSignal());
        var horizon = new ManifestHorizon(connections, configuration);
        lister = new Lister(listings, sources, horizon, units, new WorkSignal());
        claims = new ObjectClaims(connections, scope, configuration);
        closer = new ScanCloser(connections);
        control = new ScanControl(
                scans,
                new OpenScans(connections),
                new ScanResumer(connections),
                identity,
                scope,
                horizon,
                new WorkSignal());
    }

    Scan create(ScanSource source) {
        return create(source, ALL, false);
    }

    Scan create(ScanSource source, ScanFilter filter, boolean keepRaw) {
        return scans.create(request(source, filter, keepRaw), null);
    }

    @SuppressWarnings("NullAway") // misses the annotation of a nested type in a class file
    static ScanRequest request(ScanSource source, ScanFilter filter, boolean keepRaw) {
        return new ScanRequest(null, source, filter, null, keepRaw, null, false);
    }

    /** Creates a scan and lists it to its end. */
    ScanProgress listed(ScanSource source) throws InterruptedException {
        return listed(source, ALL, false);
    }

    ScanProgress listed(ScanSource source, ScanFilter filter, boolean keepRaw) throws InterruptedException {
        var scan = create(source, filter, keepRaw);
        listNext();
        return progress(scan);
    }

    void listNext() throws InterruptedException {
        lister.list(listings.claim().orElseThrow());
    }

    /** The same of one scan, which must be the next. */
    void listNext(Scan scan) throws InterruptedException {
        var claim = listings.claim().orElseThrow();
        if (!claim.scan().scanId().equals(scan.scanId())) {
            throw new IllegalStateException("another scan is listed next: " + claim.scan());
        }
        lister.list(claim);
    }

    ScanProgress progress(Scan scan) {
        var progress = scans.find(scan.scanId());
        if (progress == null) {
            throw new IllegalStateException("scan is gone: " + scan.scanId());
        }
        return progress;
    }

    /** Claims everything and marks it as the pipeline does when it has read it. */
    int readAll() {
        int count = 0;
        for (var page = claims.claim(500, Long.MAX_VALUE); !page.isEmpty(); page = claims.claim(500, Long.MAX_VALUE)) {
            var ids = page.stream().map(ClaimedObject::objectId).toArray(Long[]::new);
            update("update log_object set state = 'read', finished_at = now() where object_id = any (?)", (Object) ids);
            count += page.size();
        }
        return count;
    }

    void finish(ClaimedObject object, String state, @Nullable String failureCode) {
        int updated = update("""
                update log_object
                set state = ?, failure_code = ?, failure_message = ?, finished_at = now()
                where object_id = ?
                and claimed_by = ?
                and state = 'pending'
                """, state, failureCode, failureCode, object.objectId(), object.holder());
        if (updated != 1) {
            throw new IllegalStateException("no longer held: " + object);
        }
    }

    /** Expires all leases, as time would. */
    void expireLeases() {
        update("update log_object set lease_until = now() - interval '1 second' where lease_until is not null");
        update("update scan set listing_lease_until = now() - interval '1 second' where listed_by is not null");
    }

    int update(String sql, @Nullable Object... values) {
        try (var owner = database.owner();
                var statement = owner.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static ScanSource folder(Path path) {
        return new ScanSource.Folder(path);
    }

    static ScanSource bucket(String prefix) {
        return new ScanSource.Bucket(new S3Location(S3StandIn.BUCKET, prefix), "eu-west-1");
    }

    static ScanFilter account(long accountId) {
        return new ScanFilter(Set.of(accountId), Set.of(), null, null);
    }

    static ScanFilter interval(String start, String end) {
        return new ScanFilter(Set.of(), Set.of(), Instant.parse(start), Instant.parse(end));
    }

    @Override
    public void close() {
        s3Clients.close();
        identity.close();
        aws.close();
    }
}
