package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.AccessKeyTables;
import dev.trailtally.collector.store.EntityTables;
import dev.trailtally.collector.store.JobTables;
import dev.trailtally.collector.store.LastAccessedTables;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads one account under one claim: its entities, and the last-accessed data of each. */
public final class LastAccessedReader {

    /** The tables that it writes. */
    @Singleton
    public record Tables(
            EntityTables entities, AccessKeyTables accessKeys, JobTables jobs, LastAccessedTables lastAccessed) {}

    private final ClaimedAccount unit;
    private final Accounts accounts;
    private final Tables tables;
    private final RateLimiter limiter;
    private final Clock clock;
    private final LongSupplier nanos;
    private final long deadline;
    private final AtomicReference<Requests> uncounted = new AtomicReference<>(Requests.NONE);

    LastAccessedReader(
            ClaimedAccount unit,
            Accounts accounts,
            Tables tables,
            RateLimiter limiter,
            Clock clock,
            LongSupplier nanos) {
        this.unit = unit;
        this.accounts = accounts;
        this.tables = tables;
        this.limiter = limiter;
        this.clock = clock;
        this.nanos = nanos;
        this.deadline = nanos.getAsLong() + unit.left().toNanos();
    }

    public ClaimedAccount unit() {
        return unit;
    }

    /** Requests since this was last asked. */
    public Requests takeRequests() {
        return uncounted.getAndSet(Requests.NONE);
    }

    /** Of requests that were taken and could not be stored. */
    public void giveBack(Requests requests) {
        uncounted.accumulateAndGet(requests, Requests::plus);
    }

    /**
     * Lists what the scan asks for, unless all is listed.
     *
     * @return why not all could be listed, or null; the listed entities have their jobs
     */
    public @Nullable SourceException list(AccountSession session) throws InterruptedException {
        if (unit.listed()) {
            return null;
        }
        var unlisted = unit.organization()
                ? new OrganizationListing(unit, accounts, tables.entities()).list()
                : listEntities(requests(session));
        if (unlisted == null) {
            LostUnitException.check(tables.entities().listedAll(unit));
        }
        return unlisted;
    }

    private @Nullable SourceException listEntities(IamRequests requests) throws InterruptedException {
        var unlisted = new EntityListing(unit, requests, tables.entities()).list();
        var unlistedKeys = unit.source().getSkipAccessKeys()
                ? null
                : new AccessKeyListing(unit, requests, tables.accessKeys()).list();
        return Failures.joined(unlisted, unlistedKeys);
    }

    /** Completes all jobs; returns why those that are still open could not be completed, or null. */
    public @Nullable SourceException readJobs(AccountSession session) throws InterruptedException {
        var requests = requests(session);
        var api = unit.organization()
                ? new OrganizationJobs(requests)
                : new ServiceJobs(requests, new ReportExtras(requests, unit.source()));
        return new JobRun(unit, api, requests, tables.jobs(), tables.lastAccessed(), nanos, deadline).run();
    }

    private IamRequests requests(AccountSession session) {
        var sessions = new IamSessions(session, clock, nanos);
        return new IamRequests(unit.accountId(), limiter, sessions, nanos, deadline, uncounted);
    }
}
