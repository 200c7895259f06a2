package dev.trailtally.collector;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.TransientRetry;
import dev.trailtally.collector.claim.ClaimedUnit;
import dev.trailtally.collector.claim.UnitClaims;
import dev.trailtally.collector.claim.UnitLeases;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.lookup.UnitReader;
import dev.trailtally.collector.lookup.UnitReaders;
import dev.trailtally.collector.metric.CollectorMeters;
import dev.trailtally.collector.scan.RequestedRole;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.work.DurableWork;
import dev.trailtally.collector.work.Leases;
import dev.trailtally.collector.work.WorkSignal;
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
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a LookupEvents unit: {@link UnitClaims claimed}, {@link UnitReader read} slice by slice, its pages
 * {@link PageWriter written} together with those of other units. Units are read at the same time, hundreds of them,
 * each at the rate that AWS allows it.
 */
@Context
final class UnitCollector implements Leases.Rows<UUID, UnitReader> {

    private static final Logger LOG = LoggerFactory.getLogger(UnitCollector.class);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final int maxUnits;
    private final UnitClaims claims;
    private final UnitLeases units;
    private final AccountSessions sessions;
    private final CollectorMeters meters;
    private final PageWriter writer;
    private final UnitReaders readers = new UnitReaders(System::nanoTime);
    private final Leases<UUID, UnitReader> leases = new Leases<>("units", this);
    private final DurableWork<UUID, UnitReader> work;

    UnitCollector(
            CollectorConfiguration configuration,
            UnitClaims claims,
            UnitLeases units,
            AccountSessions sessions,
            BatchWriter batches,
            WorkSignal signal,
            CollectorMeters meters) {
        this.maxUnits = configuration.workerCount() == 0 ? 0 : configuration.lookupUnits();
        this.claims = claims;
        this.units = units;
        this.sessions = sessions;
        this.meters = meters;
        this.writer = new PageWriter(configuration.batchEvents(), Clock.systemUTC(), units, batches, signal);
        this.work = new DurableWork<>(leases, configuration.lease(), signal, this::halt);
    }

    @PostConstruct
    void start() {
        writer.start();
        work.start(maxUnits, this::begin);
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        work.beginStop();
    }

    @PreDestroy
    void close() {
        work.stop();
    }

    /** What the writer has received is written; the rest is requested again under the next claim of its unit. */
    private void halt() {
        readers.close();
        writer.stop(STOP);
    }

    private boolean begin(int max) {
        var claimed = claims.claim(max, leases.held().keySet());
        for (var unit : claimed) {
            var reader = readers.reader(unit, writer);
            work.begin(unit.holder(), reader, () -> read(reader));
        }
        return !claimed.isEmpty();
    }

    @SuppressWarnings("try") // the scope is left at the end, and not used before
    private void read(UnitReader reader) throws InterruptedException {
        var unit = reader.unit();
        try (var scope = WorkScope.begin("read unit", unit.workFields())) {
            reader.read(session(reader));
        } catch (SourceException e) {
            fail(unit, e);
        } catch (InterruptedException e) {
            count(reader);
            throw e;
        } catch (RejectedExecutionException e) {
            Thread.interrupted(); // its requests have stopped, and it is given back
            count(reader);
            throw new InterruptedException(e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("unit {} ended unexpectedly", unit.unitId(), e);
            fail(unit, new SourceException("INTERNAL", e.toString(), "See the collector's log, then scan again.", e));
        } finally {
            readers.leave(unit);
        }
        leases.end(unit.holder());
        count(reader);
    }

    /** Requests that were sent after the last page. */
    private void count(UnitReader reader) {
        try {
            units.count(reader.unit().unitId(), reader.takeRequests());
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
            units.fail(unit.holder(), failure);
        } catch (RuntimeException e) {
            LOG.warn("unit {} could not be ended, so it is claimed again when its lease expires", unit.unitId(), e);
        }
    }

    @Override
    public List<UUID> renew(Map<UUID, UnitReader> held) {
        return units.renew(held.keySet());
    }

    @Override
    public void release(Map<UUID, UnitReader> held) {
        units.release(held.keySet());
    }

    @Override
    public void lost(UnitReader reader) {
        if (!reader.isLost()) {
            meters.claimsLost(1);
            reader.lose();
        }
    }
}
