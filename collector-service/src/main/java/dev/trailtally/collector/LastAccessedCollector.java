package dev.trailtally.collector;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.account.TransientRetry;
import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.claim.UnitLeases;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.lastaccessed.LastAccessedReader;
import dev.trailtally.collector.lastaccessed.LastAccessedReaders;
import dev.trailtally.collector.lastaccessed.LostUnitException;
import dev.trailtally.collector.metric.CollectorMeters;
import dev.trailtally.collector.scan.RequestedRole;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.work.DurableWork;
import dev.trailtally.collector.work.Leases;
import dev.trailtally.collector.work.WorkSignal;
import dev.trailtally.server.trace.WorkScope;
import io.micronaut.context.annotation.Context;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of an account's last-accessed data: {@link AccountClaims claimed}, its entities listed, a job made for each
 * and read, and ended. Accounts are worked on at the same time, each at the rate that AWS allows.
 */
@Context
final class LastAccessedCollector implements Leases.Rows<UUID, LastAccessedReader> {

    private static final Logger LOG = LoggerFactory.getLogger(LastAccessedCollector.class);
    private static final int MAX_ACCOUNTS = 64;

    private final int maxAccounts;
    private final AccountClaims claims;
    private final UnitLeases units;
    private final AccountSessions sessions;
    private final WorkSignal signal;
    private final CollectorMeters meters;
    private final LastAccessedReaders readers;
    private final Leases<UUID, LastAccessedReader> leases = new Leases<>("accounts", this);
    private final DurableWork<UUID, LastAccessedReader> work;

    LastAccessedCollector(
            CollectorConfiguration configuration,
            AccountClaims claims,
            UnitLeases units,
            AccountSessions sessions,
            Accounts accounts,
            LastAccessedReader.Tables tables,
            WorkSignal signal,
            CollectorMeters meters) {
        this.maxAccounts = configuration.workerCount() == 0 ? 0 : MAX_ACCOUNTS;
        this.claims = claims;
        this.units = units;
        this.sessions = sessions;
        this.signal = signal;
        this.meters = meters;
        this.readers = new LastAccessedReaders(accounts, tables, Clock.systemUTC(), System::nanoTime);
        this.work = new DurableWork<>(leases, configuration.lease(), signal, () -> {});
    }

    @PostConstruct
    void start() {
        work.start(maxAccounts, this::begin);
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        work.beginStop();
    }

    @PreDestroy
    void close() {
        work.stop();
    }

    private boolean begin(int max) {
        var claimed = claims.claim(max, leases.held().keySet());
        for (var unit : claimed) {
            var reader = readers.reader(unit);
            work.begin(unit.holder(), reader, () -> collect(reader));
        }
        return !claimed.isEmpty();
    }

    /** What was stored stays; after an interruption the rest is read under the next claim of the account. */
    @SuppressWarnings("try") // the scope is left at the end, and not used before
    private void collect(LastAccessedReader reader) throws InterruptedException {
        var unit = reader.unit();
        try (var scope = WorkScope.begin("read account", unit.workFields())) {
            read(reader);
        } catch (InterruptedException e) {
            countOrWarn(reader);
            throw e;
        } catch (LostUnitException e) {
            LOG.info("unit {} is no longer held by this collector", unit.unitId());
            if (leases.isHeld(unit.holder())) { // else the renewal has counted it
                meters.claimsLost(1);
            }
            countOrWarn(reader);
        } catch (DataAccessException e) {
            if (Thread.interrupted()) {
                countOrWarn(reader);
                throw new InterruptedException(e.getMessage());
            }
            LOG.warn("unit {} is released and will be claimed again: {}", unit.unitId(), e.getMessage());
            countOrWarn(reader);
            leases.giveBack(Map.of(unit.holder(), reader));
        } catch (RuntimeException | Error e) {
            LOG.error("unit {} ended unexpectedly", unit.unitId(), e);
            countOrWarn(reader);
            end(unit, new SourceException("INTERNAL", e.toString(), "See the collector's log, then scan again.", e));
        } finally {
            readers.leave(unit);
        }
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

    /** An ended unit is not renewed: a late renewal would consider it lost and interrupt this thread. */
    private void end(ClaimedAccount unit, @Nullable SourceException unread, @Nullable SourceException unlisted) {
        leases.end(unit.holder());
        claims.end(unit, unread, unlisted);
    }

    private void end(ClaimedAccount unit, SourceException failure) {
        try {
            end(unit, failure, failure);
        } catch (RuntimeException e) {
            LOG.warn("unit {} could not be ended, so it is claimed again when its lease expires", unit.unitId(), e);
        }
    }

    @Override
    public List<UUID> renew(Map<UUID, LastAccessedReader> held) {
        held.values().forEach(this::count);
        return units.renew(held.keySet());
    }

    @Override
    public void release(Map<UUID, LastAccessedReader> held) {
        units.release(held.keySet());
    }

    @Override
    public void lost(LastAccessedReader reader) {
        meters.claimsLost(1);
        work.interrupt(reader.unit().holder());
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
            units.count(reader.unit().unitId(), requests);
        } catch (RuntimeException e) {
            reader.giveBack(requests);
            throw e;
        }
    }
}
