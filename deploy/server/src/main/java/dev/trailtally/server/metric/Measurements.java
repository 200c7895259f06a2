package dev.trailtally.server.metric;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats each {@link Measurement} while the HTTP server runs. Reading takes at most a twentieth of the time. */
@Context
@Requires(beans = PrometheusMeterRegistry.class)
final class Measurements {

    private static final Logger log = LoggerFactory.getLogger(Measurements.class);
    private static final int MIN_REST = 20;

    private final List<Thread> threads;
    private volatile boolean stopping;

    Measurements(List<Measurement> measurements) {
        this.threads = measurements.stream()
                .map(measurement -> Thread.ofVirtual()
                        .name("measurement-" + measurement.name())
                        .unstarted(() -> repeat(measurement)))
                .toList();
    }

    @EventListener
    void start(ServerStartupEvent event) {
        if (event.getSource() instanceof GrpcEmbeddedServer) {
            return; // nobody can scrape that one
        }
        threads.stream().filter(thread -> thread.getState() == Thread.State.NEW).forEach(Thread::start);
    }

    @EventListener
    void stop(ShutdownEvent event) {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }

    private void repeat(Measurement measurement) {
        boolean failing = false;
        try {
            while (!stopping) {
                long start = System.nanoTime();
                failing = !read(measurement, failing);
                var rest = Duration.ofNanos(System.nanoTime() - start).multipliedBy(MIN_REST);
                var interval = measurement.interval();
                Thread.sleep(rest.compareTo(interval) > 0 && !failing ? rest : interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean read(Measurement measurement, boolean failing) {
        try {
            measurement.read();
            return true;
        } catch (SQLException | RuntimeException e) {
            measurement.forget();
            if (!failing && !stopping) {
                log.info("{}: no figures until the database answers: {}", measurement.name(), e.toString());
            }
            return false;
        }
    }
}
