package dev.trailtally.collector.scan;

import dev.trailtally.collector.v1.ScanServiceGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports over gRPC's health service whether scans can be served: the schema exists and the database answers. */
@Singleton
final class ScanHealth implements ApplicationEventListener<StartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(ScanHealth.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final HealthStatusManager health;
    private final ScanStore scans;
    private final Thread thread = Thread.ofVirtual().name("scan-health").unstarted(this::checkRepeatedly);
    private ServingStatus last = ServingStatus.UNKNOWN;
    private volatile boolean stopping;

    ScanHealth(HealthStatusManager health, ScanStore scans) {
        this.health = health;
        this.scans = scans;
    }

    // Not on construction: a start that fails later must not leave a thread behind.
    @Override
    public void onApplicationEvent(StartupEvent event) {
        health.setStatus(ScanServiceGrpc.SERVICE_NAME, ServingStatus.NOT_SERVING);
        thread.start();
    }

    // Not on destruction: the database may be closed earlier, which is not a failure then.
    @EventListener
    void stop(ShutdownEvent event) {
        stopping = true;
        thread.interrupt();
    }

    private void checkRepeatedly() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                check();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        var status = ServingStatus.NOT_SERVING;
        try {
            if (scans.answers()) {
                status = ServingStatus.SERVING;
            }
        } catch (RuntimeException e) {
            if (last != status && !stopping) {
                LOG.warn("scans are not served until the database has the schema: {}", e.getMessage());
            }
        }
        health.setStatus(ScanServiceGrpc.SERVICE_NAME, status);
        last = status;
    }
}
