package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distributions, PostgreSQL and an empty database, started in any order. -Dtrailtally.seed repeats the orders,
 * -Dfaults.orders=120 tries all.
 */
class StartingOrderTest {

    private static final Logger LOG = LoggerFactory.getLogger(StartingOrderTest.class);
    private static final int ORDERS = Integer.getInteger("faults.orders", 4);
    private static final String OWNER = "trailtally";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final long seed = Long.getLong("trailtally.seed", System.nanoTime());

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    /** What is started. */
    private enum Part {
        POSTGRES,
        MIGRATOR,
        COLLECTOR,
        AGGREGATOR,
        REPORT
    }

    @Test
    void everyServiceSaysWhatItWaitsForAndServesInTheEnd() throws Exception {
        assumeThat(Distribution.isBuilt())
                .as("mvn package makes the distributions")
                .isTrue();
        for (var service : Service.values()) {
            Distribution.train(service);
        }
        int round = 0;
        try (var postgres = PostgresServer.empty(PostgresServer.VERSION, folder)) {
            for (var order : orders()) {
                LOG.info("{}, -Dtrailtally.seed={}", order, seed);
                postgres.createEmptyDatabase(OWNER);
                postgres.end(PostgresServer.Shutdown.FAST);
                try (var start = new Start(postgres, Files.createDirectories(folder.resolve("order-" + ++round)))) {
                    for (var part : order) {
                        start.next(part);
                        start.check(order);
                    }
                }
            }
        }
    }

    /** The two extremes, then others by chance. */
    private Set<List<Part>> orders() {
        var all = new ArrayList<List<Part>>();
        permute(new ArrayList<>(), all);
        var orders = new LinkedHashSet<List<Part>>();
        orders.add(all.getFirst());
        orders.add(all.getLast());
        Collections.shuffle(all, new Random(seed));
        orders.addAll(all.subList(0, Math.min(ORDERS, all.size())));
        return new LinkedHashSet<>(orders.stream().limit(ORDERS).toList());
    }

    private static void permute(List<Part> begun, List<List<Part>> all) {
        if (begun.size() == Part.values().length) {
            all.add(List.copyOf(begun));
            return;
        }
        for (var part : Part.values()) {
            if (!begun.contains(part)) {
                begun.add(part);
                permute(begun, all);
                begun.removeLast();
            }
        }
    }

    /** One start of everything. */
    private static final class Start implements AutoCloseable {

        private final PostgresServer postgres;
        private final Path folder;
        private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);
        private boolean hasPostgres;
        private @Nullable Process migrator;

        Start(PostgresServer postgres, Path folder) {
            this.postgres = postgres;
            this.folder = folder;
        }

        void next(Part part) throws IOException, InterruptedException {
            switch (part) {
                case POSTGRES -> {
                    postgres.restart();
                    hasPostgres = true;
                }
                case MIGRATOR -> migrator = migrate();
                case COLLECTOR -> start(Service.COLLECTOR);
                case AGGREGATOR -> start(Service.AGGREGATOR);
                case REPORT -> start(Service.REPORT);
            }
            if (hasPostgres && migrator != null) {
                assertThat(migrator.waitFor(2, TimeUnit.MINUTES))
                        .as("the migrator ends")
                        .isTrue();
                assertThat(migrator.exitValue()).as(printed()).isZero();
            }
        }

        private Process migrate() throws IOException {
            var builder = new ProcessBuilder(Distribution.migrator());
            var environment = builder.environment();
            environment.putAll(Distribution.environment());
            environment.put("MIGRATOR_DATABASE_URL", postgres.url());
            environment.put("MIGRATOR_DATABASE_USER", OWNER);
            environment.put("MIGRATOR_DATABASE_PASSWORD", PostgresServer.PASSWORD);
            for (var service : Service.values()) {
                environment.put(service.name() + "_DATABASE_PASSWORD", PostgresServer.PASSWORD);
            }
            return builder.redirectErrorStream(true)
                    .redirectOutput(Redirect.to(log().toFile()))
                    .start();
        }

        private void start(Service service) {
            var environment = new HashMap<>(Site.database(postgres, service));
            environment.putAll(Distribution.environment());
            var process = new ServiceProcess(service, Distribution.command(service), environment, folder);
            services.put(service, process);
            process.start();
        }

        void check(List<Part> order) throws IOException {
            var ready = hasPostgres && migrator != null;
            if (migrator != null && !hasPostgres) {
                await("the migrator says what it waits for")
                        .atMost(Site.RECOVERY)
                        .until(() -> printed().contains("waiting for PostgreSQL"));
            }
            for (var process : services.values()) {
                var what =
                        process.service + " after " + (ready ? "all it needs" : "less than it needs") + " in " + order;
                await(what).atMost(Site.RECOVERY).untilAsserted(() -> {
                    assertThat(process.health(""))
                            .as("health: %s", process.printed())
                            .isEqualTo(ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
                    assertThat(process.readiness()).as("readiness").isEqualTo(ready ? OK : UNAVAILABLE);
                    assertThat(process.printed()).contains(ready ? " is serving" : waitsFor());
                });
            }
        }

        /** Without logins and tables, the login is missing. */
        private String waitsFor() {
            return hasPostgres
                    ? "is not serving: the database refuses the login"
                    : "is not serving: the database does not answer";
        }

        private Path log() {
            return folder.resolve("migrator.log");
        }

        private String printed() throws IOException {
            return Files.exists(log()) ? Files.readString(log()) : "";
        }

        @Override
        public void close() {
            Stream.ofNullable(migrator).forEach(Process::destroyForcibly);
            services.values().forEach(ServiceProcess::close);
        }
    }
}
