package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults at random moments, while scans are collected, rolled up and reported. Each kind strikes at least once;
 * -Dfaults.duration=10m goes on for longer, -Dfaults.away=1m keeps PostgreSQL away for longer, -Dtrailtally.seed repeats
 * the order and the moments.
 */
class FaultsTest {

    private static final Logger LOG = LoggerFactory.getLogger(FaultsTest.class);
    private static final Duration DURATION = Duration.parse("PT" + System.getProperty("faults.duration", "30s"));
    private static final int MAX_PAUSE_MILLIS = 1_500;

    private final long seed = Long.getLong("trailtally.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Findings findings = new Findings();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void countsAreExactAndHealthIsTrueWhateverFails() throws Exception {
        LOG.info("{}, at least {}, logs in {}", seed(), DURATION, folder);
        try (var site = new Site(folder)) {
            await("SERVING").atMost(Site.RECOVERY).until(site.watch::allServe);
            var client = new Client(site, findings);
            var leaks = new Leaks(site, folder);
            try (var scans = new Scans(client, findings);
                    var questions = new Questions(client, findings)) {
                scans.ofEachSource(site.input);
                questions.count();
                var threads = leaks.threads();
                scans.start(site.input);
                questions.start();
                var struck = strike(site);
                await("SERVING after the last fault, " + seed())
                        .atMost(Site.RECOVERY)
                        .until(site.watch::allServe);
                LOG.info("{}; {} scans ended; {}; waiting for the open scans", struck, scans.ended(), client);
                scans.finish();
                questions.stop();
                new Counts(site, client, questions).verify(seed());
                leaks.verifyConnections();
                leaks.verifyThreads(threads);
                LOG.info("exact: {}; {} scans; {}; threads {}", struck, scans.ended(), client, leaks.threads());
            }
        }
        assertThat(findings.all()).as(seed()).isEmpty();
    }

    private Map<Fault, Integer> strike(Site site) throws Exception {
        var struck = new EnumMap<Fault, Integer>(Fault.class);
        var possible = Arrays.stream(Fault.values())
                .filter(fault -> fault.isPossible(site))
                .toList();
        var missing = new ArrayList<>(List.of(Fault.values()));
        missing.removeAll(possible);
        if (!missing.isEmpty()) {
            LOG.warn(
                    "left out: {}; the disk needs the right to mount a file system, the clock the library libfaketime",
                    missing);
        }
        long start = System.nanoTime();
        do {
            var deck = new ArrayList<>(possible);
            Collections.shuffle(deck, random);
            for (var fault : deck) {
                Thread.sleep(random.nextInt(MAX_PAUSE_MILLIS));
                var what = fault.strike(site, random);
                LOG.info("{} s: {}: {}", (System.nanoTime() - start) / 1_000_000_000, fault, what);
                struck.merge(fault, 1, Integer::sum);
            }
        } while (System.nanoTime() - start < DURATION.toNanos());
        return struck;
    }

    private String seed() {
        return "-Dtrailtally.seed=" + seed;
    }
}
