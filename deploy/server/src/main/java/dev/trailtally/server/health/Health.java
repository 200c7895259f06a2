package dev.trailtally.server.health;

import dev.trailtally.server.health.Condition.Cause;
import dev.trailtally.server.health.Condition.Ready;
import dev.trailtally.server.health.Condition.Waiting;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells over gRPC whether the services of this process can answer: each by its name, and all together by the empty name. They
 * cannot while their database is away or has not the tables that they need.
 */
@Context
public final class Health implements ApplicationEventListener<StartupEvent> {

    private static final Logger log = LoggerFactory.getLogger(Health.class);
    private static final Waiting UNCHECKED = new Waiting(Cause.FIRST_CHECK, "not checked yet", "");

    private final List<DatabaseCheck> checks;
    private final @Nullable HealthStatusManager status;
    private final Duration interval;
    private final Map<String, Condition> conditions = new LinkedHashMap<>();
    private final Thread thread = Thread.ofVirtual().name("health").unstarted(this::checkRepeatedly);
    private volatile boolean serving;
    private volatile boolean stopping;

    /**
     * Checks nothing before the context has started.
     *
     * @param status null if the health service is closed
     */
    Health(List<ServiceDatabase> databases, @Nullable HealthStatusManager status, HealthConfiguration configuration) {
        this.checks = databases.stream().map(DatabaseCheck::new).toList();
        this.status = status;
        this.interval = configuration.healthInterval();
        databases.forEach(database -> conditions.put(database.name(), UNCHECKED));
        databases.forEach(database -> publish(database, false));
        publishAll();
    }

    /** Whether all services of this process can answer. */
    public boolean serving() {
        return serving;
    }

    // Not on construction: a start that fails later must not leave a thread behind.
    @Override
    public void onApplicationEvent(StartupEvent event) {
        thread.start();
    }

    // Not on destruction: the database may be stopped earlier, which is not a failure then.
    @EventListener
    void stop(ShutdownEvent event) {
        stopping = true;
        thread.interrupt();
    }

    private void checkRepeatedly() {
        try {
            while (!stopping) {
                checks.forEach(this::check);
                publishAll();
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            checks.forEach(DatabaseCheck::close);
        }
    }

    private void check(DatabaseCheck check) {
        var database = check.database();
        var condition = checked(check);
        if (stopping) {
            return;
        }
        if (condition.differsFrom(conditions.getOrDefault(database.name(), UNCHECKED))) {
            announce(database.name(), condition);
            publish(database, condition instanceof Ready);
        }
        conditions.put(database.name(), condition);
    }

    /** Nothing may end the thread: a service that nobody checks would keep its last status. */
    private static Condition checked(DatabaseCheck check) {
        try {
            return check.check();
        } catch (RuntimeException e) {
            return new Waiting(Cause.DATABASE, "the check failed: " + e, "See the log.");
        }
    }

    private static void announce(String name, Condition condition) {
        switch (condition) {
            case Ready ready ->
                log.info(
                        "{} is serving{}",
                        name,
                        ready.newer() ? "; the schema is newer than this release, which can work with it" : "");
            case Waiting waiting -> log.warn("{} is not serving: {}. {}", name, waiting.message(), waiting.nextStep());
        }
    }

    private void publishAll() {
        serving = conditions.values().stream().allMatch(Ready.class::isInstance);
        if (status != null) {
            status.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, servingStatus(serving));
        }
    }

    private void publish(ServiceDatabase database, boolean ready) {
        if (status != null) {
            database.rpcServices().forEach(service -> status.setStatus(service, servingStatus(ready)));
        }
    }

    private static ServingStatus servingStatus(boolean ready) {
        return ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }
}
