package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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

    private static final String EVENTS = """
            select concat_ws(' ', lpad(e.account_id::text, 12, '0'), r.region, e.event_id)
            from event e
            join region r on r.id = e.region_ref
            where e.account_id < 1000
            """;
    private static final String LOG_EVENTS = """
            select concat_ws(',', lpad(e.account_id::text, 12, '0'), a.event_source, a.event_name, c.error_code)
            from event e
            join action a on a.id = e.action_ref
            join error_code c on c.id = e.error_code_ref
            where e.account_id >= 1000
            """;
    private static final String ACCESSES = """
            select concat_ws(' ', e.arn, s.service_namespace,
              coalesce((extract(epoch from l.last_accessed_time) * 1000)::bigint::text, 'null'),
              l.total_authenticated_entities)
            from last_accessed l
            join iam_entity e on e.account_id = l.account_id and e.entity_id = l.entity_id
            join service_namespace s on s.id = l.service_ref
            where l.superseded_at is null
            and l.tracked_action_ref = 0
            and e.entity_type <> 'organizations_entity'
            """;

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
                for (var request : List.of(
                        site.input.bucket(0), site.input.lookup(0), site.input.logs(0), site.input.lastAccessed())) {
                    scans.scan("the first", request);
                }
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
                verify(site, client, questions);
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

    private void verify(Site site, Client client, Questions questions) throws InterruptedException {
        assertThat(stored(site, EVENTS)).as("events, " + seed()).isEqualTo(site.input.events());
        assertThat(stored(site, LOG_EVENTS)).as("events of files, " + seed()).isEqualTo(site.input.logEvents());
        assertThat(stored(site, ACCESSES)).as("last-accessed data, " + seed()).isEqualTo(site.input.accesses());
        client.call(
                Service.AGGREGATOR,
                "RunRollup",
                call -> call.on(RollupServiceGrpc.newBlockingStub(call.channel()))
                        .runRollup(RunRollupRequest.getDefaultInstance()));
        var differences = client.call(
                Service.AGGREGATOR,
                "VerifyRollups",
                call -> Rollups.differences(call.on(RollupServiceGrpc.newBlockingStub(call.channel()))));
        assertThat(differences).as("differences of rollups, " + seed()).isEmpty();
        long events = sum(site.input.events()) + sum(site.input.logEvents());
        assertThat(questions.count()).as("events in a report, " + seed()).isEqualTo(events);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How often each row is there. */
    private static Map<String, Long> stored(Site site, String sql) {
        var stored = new TreeMap<String, Long>();
        site.postgres.column(sql).forEach(row -> stored.merge(row, 1L, Long::sum));
        return stored;
    }

    private String seed() {
        return "-Dtrailtally.seed=" + seed;
    }
}
