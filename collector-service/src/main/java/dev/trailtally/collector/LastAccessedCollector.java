package dev.trailtally.collector;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.account.TransientRetry;
import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.lastaccessed.LastAccessedReader;
import dev.trailtally.collector.lastaccessed.LastAccessedReaders;
import dev.trailtally.collector.lastaccessed.LostUnitException;
import dev.trailtally.collector.metric.CollectorMeters;
import dev.trailtally.collector.scan.RequestedRole;
import dev.trailtally.collector.scan.ScanSignal;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.work.Loop;
import dev.trailtally.collector.work.WorkStop;
import dev.trailtally.server.trace.WorkScope;
import io.micronaut.context.annotation.Context;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of an account's last-accessed data: {@link AccountClaims claimed}, its entities listed, a job made for each
 * and read, and ended. Accounts are worked on at the same time, each at the rate that AWS allows.
 */
@Context
final class LastAccessedCollector {

    private static final Logger LOG = LoggerFactory.getLogger(LastAccessedCollector.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int MAX_ACCOUNTS = 64;

    private final int maxAccounts;
    private final Duration heartbeat;
    private final AccountClaims claims;
    private final AccountSessions sessions;
    private final ScanSignal signal;
    private final CollectorMeters meters;
    private final LastAccessedReaders readers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<UUID, Work> working = new ConcurrentHashMap<>();
    private final Set<UUID> unstarted = ConcurrentHashMap.newKeySet();
    private final WorkStop stop = new WorkStop(this::stop);

    private record Work(LastAccessedReader reader, Future<?> thread) {}

    LastAccessedCollector(
            CollectorConfiguration configuration,
            AccountClaims claims,
            AccountSessions sessions,
            Accounts accounts,
            LastAccessedReader.Tables tables,
            ScanSignal signal,
            CollectorMeters meters) {
        this.maxAccounts = configuration.workerCount() == 0 ? 0 : MAX_ACCOUNTS;
        this.heartbeat = configuration.lease().dividedBy(3);
        this.claims = claims;
        this.sessions = sessions;
        this.signal = signal;
        this.meters = meters;
        this.readers = new LastAccessedReaders(accounts, tables, Clock.systemUTC(), System::nanoTime);
    }

    @PostConstruct
    void start() {
        threads.execute(() -> Loop.repeat("claiming accounts", this::startReaders));
        threads.execute(() -> Loop.repeat("renewing leases of accounts", this::renew));
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        stop.begin();
    }

    @PreDestroy
    void close() {
        stop.await();
    }

    /** What was stored stays; the rest is read under the next claim of its account. */
    private void stop() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("work on accounts has not stopped after {}", STOP);
            }
            working.values().forEach(work -> count(work.reader()));
            claims.release(working.keySet());
            claims.release(unstarted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("{} accounts wait until their leases expire: {}", working.size(), e.toString());
        }
    }

    private void startReaders() throws InterruptedException {
        long seen = signal.count();
        int free = maxAccounts - working.size();
        var claimed = free > 0 ? claims.claim(free, working.keySet()) : List.<ClaimedAccount>of();
        for (var unit : claimed) {
            var reader = readers.reader(unit);
            try {
                working.computeIfAbsent(
                        unit.holder(), holder -> new Work(reader, threads.submit(() -> collect(reader))));
            } catch (RejectedExecutionException e) {
                unstarted.add(unit.holder()); // stop() gives it back
            }
        }
        if (claimed.isEmpty()) {
            signal.await(seen, POLL);
        }
    }

    @SuppressWarnings("try") // the scope is left at the end, and not used before
    private void collect(LastAccessedReader reader) {
        var unit = reader.unit();
        try (var scope = WorkScope.begin("read account", unit.workFields())) {
            read(reader);
        } catch (InterruptedException e) {
            countOrWarn(reader);
            Thread.currentThread().interrupt();
            return; // stop() gives it back, unless it is lost
        } catch (LostUnitException e) {
            LOG.info("unit {} is no longer held by this collector", unit.unitId());
            if (working.containsKey(unit.holder())) { // else the renewal has counted it
                meters.claimsLost(1);
            }
            countOrWarn(reader);
        } catch (DataAccessException e) {
            if (Thread.currentThread().isInterrupted()) {
                return; // stop() gives it back
            }
            LOG.warn("unit {} is released and will be claimed again: {}", unit.unitId(), e.getMessage());
            countOrWarn(reader);
            giveBack(unit);
        } catch (RuntimeException | Error e) {
            LOG.error("unit {} ended unexpectedly", unit.unitId(), e);
            countOrWarn(reader);
            end(unit, new SourceException("INTERNAL", e.toString(), "See the collector's log, then scan again.", e));
        } finally {
            readers.leave(unit);
        }
        working.remove(unit.holder());
        signal.raise();
    }

    private void read(LastAccessedReader reader) throws InterruptedException {
        AccountSession session;
        try {
            session = session(reader.unit());
        } catch (SourceException e) {
            end(reader.unit(), e);
            return;
        }
        var unlisted = reader.list(session);
        signal.raise();
        var unread = reader.readJobs(session);
        count(reader);
        end(reader.unit(), unread, unlisted);
    }

    private AccountSession session(ClaimedAccount unit) throws SourceException, InterruptedException {
        return TransientRetry.call(
                () -> Thread.currentThread().isInterrupted(),
                () -> sessions.session(unit.accountId(), unit.organization() ? null : RequestedRole.of(unit.source())));
    }

    private void giveBack(ClaimedAccount unit) {
        try {
            claims.release(Set.of(unit.holder()));
        } catch (RuntimeException e) {
            LOG.warn("unit {} waits until its lease expires: {}", unit.unitId(), e.getMessage());
        }
    }

    /** An ended unit is not renewed: a late renewal would consider it lost and interrupt this thread. */
    private void end(ClaimedAccount unit, @Nullable SourceException unread, @Nullable SourceException unlisted) {
        working.remove(unit.holder());
        claims.end(unit, unread, unlisted);
    }

    private void end(ClaimedAccount unit, SourceException failure) {
        try {
            end(unit, failure, failure);
        } catch (RuntimeException e) {
            LOG.warn("unit {} could not be ended, so it is claimed again when its lease expires", unit.unitId(), e);
        }
    }

    private void renew() throws InterruptedException {
        Thread.sleep(heartbeat);
        working.values().forEach(work -> count(work.reader()));
        for (var holder : claims.renew(working.keySet())) {
            @Nullable Work lost = working.remove(holder);
            if (lost != null) {
                meters.claimsLost(1);
                lost.thread().cancel(true);
            }
        }
    }

    private void countOrWarn(LastAccessedReader reader) {
        try {
            count(reader);
        } catch (RuntimeException e) {
            LOG.warn(
                    "the last requests for unit {} are not counted: {}",
                    reader.unit().unitId(),
                    e.getMessage());
        }
    }

    private void count(LastAccessedReader reader) {
        var requests = reader.takeRequests();
        try {
            claims.count(reader.unit(), requests);
        } catch (RuntimeException e) {
            reader.giveBack(requests);
            throw e;
        }
    }
}
