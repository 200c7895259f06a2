package dev.trailtally.collector.listing;

import dev.trailtally.collector.account.AccountListing;
import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.account.TransientRetry;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.work.WorkSignal;
import dev.trailtally.server.trace.WorkScope;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the units of a scan of LookupEvents or of last-accessed data: lists its accounts, and opens a session in each, many at
 * the same time; for LookupEvents it asks them for their regions. An account that cannot be asked becomes a failed unit;
 * reading the others starts at once.
 */
@Singleton
public final class UnitLister {

    private static final Logger LOG = LoggerFactory.getLogger(UnitLister.class);
    private static final int MAX_ACCOUNTS_AT_ONCE = 32;

    private final Accounts accounts;
    private final AccountSessions sessions;
    private final ScanListings listings;
    private final UnitListings units;
    private final LastAccessedLister lastAccessedLister;
    private final WorkSignal signal;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public UnitLister(
            Accounts accounts,
            AccountSessions sessions,
            ScanListings listings,
            UnitListings units,
            LastAccessedLister lastAccessedLister,
            WorkSignal signal) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.listings = listings;
        this.units = units;
        this.lastAccessedLister = lastAccessedLister;
        this.signal = signal;
    }

    /** Lists a claimed scan to its end; returns whether it still holds the listing. */
    public boolean list(ScanListings.Claim claim, UnitPlan plan) throws InterruptedException {
        var listing = new Listing(claim, plan);
        try {
            accounts.list(plan.selection(claim.scan().filter()), listing);
        } catch (SourceException e) {
            if (e.code().equals(SourceException.INTERRUPTED)) {
                throw new InterruptedException();
            }
            LOG.warn("scan {}: accounts are not all listed: {}", claim.scan().scanId(), e.code());
            listings.addFailure(claim.scan(), "organization", e);
        }
        if (!listing.await()) {
            return false;
        }
        return switch (plan) {
            case UnitPlan.Lookup lookup -> true;
            case UnitPlan.LastAccessed lastAccessed -> lastAccessedLister.list(claim, lastAccessed.settings());
        };
    }

    @PreDestroy
    public void close() {
        threads.shutdownNow();
    }

    private final class Listing implements AccountListing {

        private final ScanListings.Claim claim;
        private final UnitPlan plan;
        private final Semaphore free = new Semaphore(MAX_ACCOUNTS_AT_ONCE);
        private final ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        private volatile boolean lost;

        private Listing(ScanListings.Claim claim, UnitPlan plan) {
            this.claim = claim;
            this.plan = plan;
        }

        @Override
        public void accounts(List<ScannedAccount> page) throws InterruptedException {
            for (var account : page) {
                free.acquire();
                threads.execute(WorkScope.continued(() -> {
                    try {
                        if (!lost) {
                            add(account);
                        }
                    } catch (RuntimeException e) {
                        lost = true; // the next listing asks the others
                        failures.add(e);
                    } finally {
                        free.release();
                    }
                }));
            }
        }

        @Override
        public void missing(long accountId, SourceException reason) {
            addFailed(accountId, null, reason);
        }

        @Override
        public void unlisted(String organizationalUnit, SourceException reason) {
            LOG.warn("scan {}: accounts are not all listed: {}", claim.scan().scanId(), reason.code());
            listings.addFailure(claim.scan(), "organization/" + organizationalUnit, reason);
        }

        private void add(ScannedAccount account) {
            var hopeless = plan.hopeless();
            if (hopeless != null) {
                addFailed(account.accountId(), account.name(), hopeless);
                return;
            }
            List<String> regions;
            try {
                regions = regions(account);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                lost = true; // the next listing asks this account again
                return;
            } catch (SourceException e) {
                LOG.info("scan {}: an account cannot be read: {}", claim.scan().scanId(), e.code());
                addFailed(account.accountId(), account.name(), e);
                return;
            }
            if (regions.isEmpty()) {
                addFailed(account.accountId(), account.name(), noRegions());
            } else if (!units.add(claim, account, regions, plan)) {
                lost = true;
            }
            signal.raise();
        }

        /** Obtains credentials first, so that an account that denies them is one failure and not one a region. */
        private List<String> regions(ScannedAccount account) throws SourceException, InterruptedException {
            return TransientRetry.call(() -> lost, () -> {
                var session = sessions.session(account.accountId(), plan.role());
                return plan.regions(session, claim.scan().filter());
            });
        }

        private void addFailed(long accountId, @Nullable String name, SourceException failure) {
            units.addFailed(claim, accountId, name, failure, plan);
            signal.raise();
        }

        private static SourceException noRegions() {
            return new SourceException(
                    "NO_REGIONS",
                    "the account has no enabled region",
                    "Name the regions in the scan, or check with the account's administrator.");
        }

        /** Waits for all accounts; returns whether the listing is still held. */
        private boolean await() throws InterruptedException {
            free.acquire(MAX_ACCOUNTS_AT_ONCE);
            var failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            return !lost;
        }
    }
}
