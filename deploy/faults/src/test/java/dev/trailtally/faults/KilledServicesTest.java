package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two collectors and an aggregator work on the same events from a bucket, some of whose files come again, and from
 * LookupEvents, both in scans that overlap. At each of some random points of the work, one of the three is killed as by
 * kill -9 and started again at once. -Dfaults.kills and -Dfaults.days (of events, 3 to 80) make it larger,
 * -Dtrailtally.seed repeats the points.
 */
class KilledServicesTest {

    private static final Logger LOG = LoggerFactory.getLogger(KilledServicesTest.class);
    private static final int KILLS = Integer.getInteger("faults.kills", 20);
    private static final int DAYS = Math.clamp(Integer.getInteger("faults.days", 10), 3, Input.DAYS);
    private static final Map<String, String> SMALL_BATCHES =
            Map.of("COLLECTOR_LEASE", "3s", "COLLECTOR_BATCH_EVENTS", "100", "COLLECTOR_WORKERS", "2");
    // Otherwise most of the work is done between two looks at it, and next to no transaction is open when a process
    // dies.
    private static final String SLOW_TRANSACTIONS = """
            create function linger() returns trigger language plpgsql as $$
            begin
              perform pg_sleep(random() * 0.5);
              return null;
            end $$;
            create trigger linger after insert on batch for each statement execute function linger();
            create trigger linger after update on ledger for each statement execute function linger()
            """;
    private static final String READ = "select coalesce(sum(read_count), 0) from batch";
    private static final Duration STALLED = Duration.ofMinutes(3);

    private final long seed = Long.getLong("trailtally.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Findings findings = new Findings();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void eachEventIsStoredAndRolledUpOnceWhicheverProcessIsKilled() throws Exception {
        LOG.info("{}, {} kills, {} days, logs in {}", seed(), KILLS, DAYS, folder);
        try (var postgres = PostgresServer.start(folder, Files.createDirectories(folder.resolve("tables")));
                var input = new Input(Files.createDirectories(folder.resolve("logs")));
                var replicas = new Replicas(postgres, input, SMALL_BATCHES, folder)) {
            slowDown(postgres);
            var workers = new ArrayList<>(replicas.of(Service.COLLECTOR));
            workers.add(replicas.of(Service.AGGREGATOR).getFirst());
            workers.forEach(ServiceProcess::start);
            replicas.of(Service.REPORT).getFirst().start();
            var client = replicas.client(findings);
            try (var scans = new Scans(client, findings);
                    var questions = new Questions(client, findings)) {
                // Both begin with the newest events, so that they bring the same ones at about the same time.
                scans.once("the newer part of lookup", input.lookup(0, DAYS / 2));
                long newer = input.events().size();
                scans.once("lookup", input.lookup(0, DAYS));
                scans.once("the newer part of the bucket", input.bucket(0, DAYS * 2 / 3));
                scans.once("the older part of the bucket", input.bucket(DAYS / 3, DAYS));
                scans.once("last-accessed", input.lastAccessed());
                kill(workers, postgres, newer + 2L * input.events().size());
                scans.finish();
                new Counts(postgres, input, client, questions).verify(seed());
            }
        }
        assertThat(findings.all()).as(seed()).isEmpty();
    }

    private static void slowDown(PostgresServer postgres) throws SQLException {
        try (var owner = postgres.owner();
                var statement = owner.createStatement()) {
            statement.execute(SLOW_TRANSACTIONS);
        }
    }

    /** @param records how many are read at least: each event of each source and of the scan that overlaps it */
    private void kill(List<ServiceProcess> workers, PostgresServer postgres, long records) {
        var points =
                random.longs(KILLS, 0, records - records / 10).sorted().boxed().toList();
        for (var point : points) {
            await("%d of %d records, %s".formatted(point, records, seed()))
                    .atMost(STALLED)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> read(postgres) >= point);
            var victim = await("a process that works, " + seed())
                    .atMost(Site.RECOVERY)
                    .until(() -> anyServing(workers), serving -> !serving.isEmpty())
                    .getFirst();
            victim.kill();
            victim.start();
            LOG.info("{} on port {} killed after {} of {} records", victim.service, victim.port, point, records);
        }
        assertThat(read(postgres))
                .as("records read at the last kill, %s", seed())
                .isLessThan(records);
    }

    private List<ServiceProcess> anyServing(List<ServiceProcess> workers) {
        var shuffled = new ArrayList<>(workers);
        Collections.shuffle(shuffled, random);
        return shuffled.stream().filter(ServiceProcess::isServing).limit(1).toList();
    }

    private static long read(PostgresServer postgres) {
        return Long.parseLong(postgres.column(READ).getFirst());
    }

    private String seed() {
        return "-Dtrailtally.seed=" + seed;
    }
}
