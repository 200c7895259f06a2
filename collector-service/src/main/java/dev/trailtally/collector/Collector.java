package dev.trailtally.collector;

import dev.trailtally.collector.claim.ObjectClaims;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.scan.LogSources;
import dev.trailtally.collector.scan.ScanSignal;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.work.WorkStop;
import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a log object: {@link ObjectClaims claimed}, {@link LogSources opened}, read record by record, collected
 * into batches and {@link BatchWriter written}. Each worker reads with one thread and writes with another, so that
 * parsing, dictionary look-ups and COPY overlap; several workers, here or in other processes, never read the same
 * object.
 */
@Context
final class Collector {

    private static final Duration STOP = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private final ObjectClaims claims;
    private final List<CollectorWorker> workers;
    private final WorkStop stop = new WorkStop(this::stop);

    Collector(
            CollectorConfiguration configuration,
            ObjectClaims claims,
            LogSources sources,
            BatchWriter writer,
            ScanSignal signal) {
        this.claims = claims;
        var clock = Clock.systemUTC();
        workers = IntStream.range(0, configuration.workerCount())
                .mapToObj(number -> new CollectorWorker(
                        number, configuration.batchEvents(), clock, claims, sources, writer, signal))
                .toList();
    }

    @PostConstruct
    void start() {
        workers.forEach(CollectorWorker::start);
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        stop.begin();
    }

    @PreDestroy
    void close() {
        stop.await();
    }

    /** Stops between two records. What is not committed by then is read again under the next claim. */
    private void stop() {
        workers.forEach(CollectorWorker::stop);
        workers.forEach(worker -> worker.join(STOP));
        try {
            claims.release();
        } catch (RuntimeException e) {
            LOG.warn("objects wait until their leases expire: {}", e.toString());
        }
    }
}
