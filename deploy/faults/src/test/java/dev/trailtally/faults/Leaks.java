package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether processes that failures have gone through hold more than before. */
record Leaks(Site site, Path folder) {

    // Threads that pools may still start, and those of calls and health checks that are under way.
    private static final int SPARE_THREADS = 25;
    private static final int HEALTH_CONNECTIONS = 1;
    private static final Duration IDLE = Duration.ofSeconds(90);

    /** Threads of each service, virtual ones too. */
    Map<Service, Integer> threads() {
        var threads = new EnumMap<Service, Integer>(Service.class);
        site.processes.forEach((service, process) -> threads.put(service, threads(process)));
        return threads;
    }

    private int threads(ServiceProcess process) {
        var dump = folder.resolve(process.service + ".threads.json");
        try {
            Files.deleteIfExists(dump);
            var command =
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            var jcmd = new ProcessBuilder(
                            command,
                            Long.toString(process.pid()),
                            "Thread.dump_to_file",
                            "-format=json",
                            dump.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(jcmd.waitFor(1, TimeUnit.MINUTES)).as("jcmd ended").isTrue();
            return Files.readString(dump).split("\"tid\"", -1).length - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @param before {@link #threads} of services that had done a bit of all their work */
    void verifyThreads(Map<Service, Integer> before) {
        await().atMost(IDLE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(threads())
                        .as("threads, %s before the faults", before)
                        .allSatisfy((service, count) -> assertThat(count)
                                .isLessThanOrEqualTo(before.getOrDefault(service, 0) + SPARE_THREADS)));
    }

    /** No service holds more connections than its pool has, and none an open transaction for longer than its work takes. */
    void verifyConnections() {
        await().atMost(IDLE).untilAsserted(() -> {
            for (var service : Service.values()) {
                assertThat(site.postgres.column("""
                                select pid::text
                                from pg_stat_activity
                                where application_name = 'trailtally-%s'
                                """.formatted(service.login())))
                        .as("connections of %s", service)
                        .hasSizeLessThanOrEqualTo(service.connections + HEALTH_CONNECTIONS);
            }
            assertThat(site.postgres.column("""
                            select application_name || ' ' || query
                            from pg_stat_activity
                            where application_name like 'trailtally-%'
                            and state like 'idle in transaction%'
                            """))
                    .as("transactions that nobody works on")
                    .isEmpty();
        });
    }
}
