package dev.trailtally.faults;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks each service all the time how it is. */
final class HealthWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Map<Service, Seen> seen = new EnumMap<>(Service.class);
    private final Workers workers = new Workers();

    HealthWatch(Iterable<ServiceProcess> processes) {
        for (var process : processes) {
            seen.put(process.service, new Seen(null, System.nanoTime()));
            workers.start("health-" + process.service, () -> {
                saw(process.service, process.health());
                Thread.sleep(PAUSE);
            });
        }
    }

    private synchronized void saw(Service service, @Nullable ServingStatus status) {
        var last = seen.get(service);
        if (last == null || last.status() != status) {
            seen.put(service, new Seen(status, System.nanoTime()));
        }
    }

    /** For how long a service has said nothing but SERVING. */
    synchronized Duration serving(Service service) {
        var last = seen.get(service);
        return last == null || last.status() != ServingStatus.SERVING
                ? Duration.ZERO
                : Duration.ofNanos(System.nanoTime() - last.since());
    }

    synchronized boolean allServe() {
        return seen.values().stream().allMatch(last -> last.status() == ServingStatus.SERVING);
    }

    synchronized boolean noneServes() {
        return seen.values().stream().noneMatch(last -> last.status() == ServingStatus.SERVING);
    }

    @Override
    public synchronized String toString() {
        return seen.toString();
    }

    @Override
    public void close() {
        workers.close();
    }

    /** @param status null while it does not answer */
    private record Seen(@Nullable ServingStatus status, long since) {}
}
