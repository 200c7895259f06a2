package dev.trailtally.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** One process of each service, their database, and what they collect. */
final class Site implements AutoCloseable {

    /** How long a service may take to serve again after its database is back, or from its start. */
    static final Duration RECOVERY = Duration.ofMinutes(2);

    final SmallDisk disk;
    final PostgresServer postgres;
    final Input input;
    final Map<Service, ServiceProcess> processes = new EnumMap<>(Service.class);
    final HealthWatch watch;

    /** Starts all of it; the services at once, whatever they need first. */
    Site(Path folder) throws IOException {
        this(PostgresServer.VERSION, folder);
    }

    /** The same with a major version of PostgreSQL; with the newest if it is empty. */
    Site(String version, Path folder) throws IOException {
        disk = SmallDisk.create(folder.resolve("disk"));
        postgres = PostgresServer.start(version, folder, disk.tables());
        input = new Input(Files.createDirectories(folder.resolve("logs")));
        for (var service : Service.values()) {
            processes.put(service, new ServiceProcess(service, environment(service), folder));
        }
        processes.values().forEach(ServiceProcess::start);
        watch = new HealthWatch(processes.values());
    }

    private Map<String, String> environment(Service service) {
        var environment = new HashMap<String, String>();
        environment.putAll(database(postgres, service));
        if (service == Service.COLLECTOR) {
            environment.putAll(input.environment());
            environment.put("COLLECTOR_LEASE", "5s");
            environment.put("COLLECTOR_BATCH_EVENTS", "500");
        }
        return environment;
    }

    static Map<String, String> database(PostgresServer postgres, Service service) {
        return Map.of(
                service.name() + "_DATABASE_URL", postgres.url(),
                service.name() + "_DATABASE_USER", service.login(),
                service.name() + "_DATABASE_PASSWORD", PostgresServer.PASSWORD);
    }

    ServiceProcess process(Service service) {
        return requireNonNull(processes.get(service));
    }

    @Override
    public void close() {
        watch.close();
        processes.values().forEach(ServiceProcess::close);
        input.close();
        postgres.close();
        disk.close();
    }
}
