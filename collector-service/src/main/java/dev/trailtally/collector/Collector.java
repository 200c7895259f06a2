package dev.trailtally.collector;

import dev.trailtally.collector.claim.ObjectClaims;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.scan.LogSources;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.work.DurableWork;
import dev.trailtally.collector.work.WorkSignal;
import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The path of a log object: {@link ObjectClaims claimed}, {@link LogSources opened}, read record by record, collected
 * into batches and {@link BatchWriter written}. Each worker reads with one thread and writes with another, so that
 * parsing, dictionary look-ups and COPY overlap; several workers, here or in other processes, never read the same
 * object.
 */
@Context
final class Collector {

    private static final Duration STOP = Duration.ofSeconds(20);

    private final List<CollectorWorker> workers;
    private final DurableWork<Long, UUID> work;

    Collector(
            CollectorConfiguration configuration,
            ObjectClaims claims,
            LogSources sources,
            BatchWriter writer,
            WorkSignal signal) {
        var clock = Clock.systemUTC();
        workers = IntStream.range(0, configuration.workerCount())
                .mapToObj(number -> new CollectorWorker(
                        number, configuration.batchEvents(), clock, claims, sources, writer, signal))
                .toList();
        work = new DurableWork<>(claims.leases(), configuration.lease(), signal, this::halt);
    }

    @PostConstruct
    void start() {
        workers.forEach(CollectorWorker::start);
        if (!workers.isEmpty()) {
            work.renew();
        }
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        work.beginStop();
    }

    @PreDestroy
    void close() {
        work.stop();
    }

    /** Stops between two records. What is not committed by then is read again under the next claim. */
    private void halt() {
        workers.forEach(CollectorWorker::stop);
        workers.forEach(worker -> worker.join(STOP));
    }
}
