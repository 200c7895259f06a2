package dev.trailtally.collector;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.TransientRetry;
import dev.trailtally.collector.claim.ClaimedUnit;
import dev.trailtally.collector.claim.UnitClaims;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.lookup.UnitReader;
import dev.trailtally.collector.lookup.UnitReaders;
import dev.trailtally.collector.metric.CollectorMeters;
import dev.trailtally.collector.scan.RequestedRole;
import dev.trailtally.collector.scan.ScanSignal;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.work.Loop;
import dev.trailtally.collector.work.WorkStop;
import dev.trailtally.server.trace.WorkScope;
import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a LookupEvents unit: {@link UnitClaims claimed}, {@link UnitReader read} slice by slice, its pages
 * {@link PageWriter written} together with those of other units. Units are read at the same time, hundreds of them,
 * each at the rate that AWS allows it.
 */
@Context
final class UnitCollector {

    private static final Logger LOG = LoggerFactory.getLogger(UnitCollector.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final int maxUnits;
    private final Duration heartbeat;
    private final UnitClaims claims;
    private final AccountSessions sessions;
    private final ScanSignal signal;
    private final CollectorMeters meters;
    private final PageWriter writer;
    private final UnitReaders readers = new UnitReaders(System::nanoTime);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<UUID, UnitReader> reading = new ConcurrentHashMap<>();
    private final WorkStop stop = new WorkStop(this::stop);

    UnitCollector(
            CollectorConfiguration configuration,
            UnitClaims claims,
            AccountSessions sessions,
            BatchWriter batches,
            ScanSignal signal,
            CollectorMeters meters) {
        this.maxUnits = configuration.workerCount() == 0 ? 0 : configuration.lookupUnits();
        this.heartbeat = configuration.lease().dividedBy(3);
        this.claims = claims;
        this.sessions = sessions;
        this.signal = signal;
        this.meters = meters;
        this.writer = new PageWriter(configuration.batchEvents(), Clock.systemUTC(), claims, batches, signal);
    }

    @PostConstruct
    void start() {
        writer.start();
        threads.execute(() -> Loop.repeat("claiming units", this::startReaders));
        threads.execute(() -> Loop.repeat("renewing leases of units", this::renew));
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        stop.begin();
    }

    @PreDestroy
    void close() {
        stop.await();
    }

    /** What the writer has received is written; the rest is requested again under the next claim of its unit. */
    private void stop() {
        threads.shutdownNow();
        readers.close();
        writer.stop(STOP);
        try {
            if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("work on units has not stopped after {}", STOP);
            }
            reading.values().forEach(this::count);
            claims.release(reading.keySet());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("{} units wait until their leases expire: {}", reading.size(), e.toString());
        }
    }

    private void startReaders() throws InterruptedException {
        long seen = signal.count();
        int free = maxUnits - reading.size();
        var claimed = free > 0 ? claims.claim(free, reading.keySet()) : List.<ClaimedUnit>of();
        for (var unit : claimed) {
            var reader = readers.reader(unit, writer);
            reading.put(unit.holder(), reader);
            threads.execute(() -> read(reader));
        }
        if (claimed.isEmpty()) {
            signal.await(seen, POLL);
        }
    }

    @SuppressWarnings("try") // the scope is left at the end, and not used before
    private void read(UnitReader reader) {
        var unit = reader.unit();
        try (var scope = WorkScope.begin("read unit", unit.workFields())) {
            reader.read(session(reader));
        } catch (SourceException e) {
            fail(unit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // stop() gives it back
        } catch (RejectedExecutionException e) {
            LOG.debug("unit {} is given back: its requests have stopped", unit.unitId());
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("unit {} ended unexpectedly", unit.unitId(), e);
            fail(unit, new SourceException("INTERNAL", e.toString(), "See the collector's log, then scan again.", e));
        } finally {
            readers.leave(unit);
        }
        reading.remove(unit.holder());
        count(reader);
        signal.raise();
    }

    /** Requests that were sent after the last page. */
    private void count(UnitReader reader) {
        try {
            claims.count(reader.unit(), reader.takeRequests());
        } catch (RuntimeException e) {
            LOG.warn(
                    "the last requests for unit {} are not counted: {}",
                    reader.unit().unitId(),
                    e.getMessage());
        }
    }

    private AccountSession session(UnitReader reader) throws SourceException, InterruptedException {
        var unit = reader.unit();
        return TransientRetry.call(
                reader::isLost, () -> sessions.session(unit.accountId(), RequestedRole.of(unit.lookup())));
    }

    private void fail(ClaimedUnit unit, SourceException failure) {
        try {
            claims.fail(unit.holder(), failure);
        } catch (RuntimeException e) {
            LOG.warn("unit {} could not be ended, so it is claimed again when its lease expires", unit.unitId(), e);
        }
    }

    private void renew() throws InterruptedException {
        Thread.sleep(heartbeat);
        for (var holder : claims.renew(reading.keySet())) {
            var reader = reading.get(holder);
            if (reader != null && !reader.isLost()) {
                meters.claimsLost(1);
                reader.lose();
            }
        }
    }
}
