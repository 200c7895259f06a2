package dev.trailtally.collector.event;

import static dev.trailtally.collector.event.Mutations.gzip;
import static dev.trailtally.collector.event.Mutations.joined;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.trailtally.collector.event.PageFiller.LookedUp;
import dev.trailtally.collector.scan.ClaimedUnit;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.scan.ScanFilter;
import dev.trailtally.collector.v1.LookupSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile bytes on their way from a log object or a page of LookupEvents to a batch. {@code -Dfuzz.inputs} sets how many inputs
 * each test makes, {@code -Dfuzz.seed} the first of their seeds; a failure names the seed of its input.
 */
class HostileInputTest {

    private static final long INPUTS = Long.getLong("fuzz.inputs", 4_000);
    private static final long FIRST_SEED = Long.getLong("fuzz.seed", 1);
    private static final int INPUTS_BEFORE_A_LOOK = 1_000;

    /** A thousand inputs take about 0.1 s. */
    private static final Duration HANGS_AFTER = Duration.ofMinutes(1);

    private static final byte[] FIRST = Mutations.record(8).getBytes(UTF_8);
    private static final byte[] LAST = Mutations.record(9).getBytes(UTF_8);
    private static final UUID FIRST_ID = UUID.fromString(Mutations.ID + 8);
    private static final UUID LAST_ID = UUID.fromString(Mutations.ID + 9);
    private static final byte[] LINE_FEED = {'\n'};

    private final Outcome.Reader reader = new Outcome.Reader();

    private interface Check {
        void of(Random random) throws IOException;
    }

    @Test
    void everyRecordOfAHostileObjectIsAccountedFor() {
        forEachSeed(random -> {
            var bytes = Mutations.hostile(random);
            read(random.nextBoolean() ? gzip(bytes) : bytes);
        });
    }

    @Test
    void aHostileLineDoesNotHideItsNeighbours() {
        forEachSeed(random -> {
            var bytes = joined(FIRST, LINE_FEED, Mutations.hostile(random), LINE_FEED, LAST);
            assertNeighbours(read(random.nextBoolean() ? gzip(bytes) : bytes), bytes);
        });
    }

    /** Without a closing bracket, so that the list cannot end before its last record. */
    @Test
    void aHostileElementDoesNotHideItsNeighbours() {
        forEachSeed(random -> {
            var hostile = new String(Mutations.hostile(random), ISO_8859_1).replace(']', ' ');
            var bytes = joined(
                    "{\"Records\":[".getBytes(UTF_8),
                    FIRST,
                    (',' + hostile + ',').getBytes(ISO_8859_1),
                    LAST,
                    "]}".getBytes(UTF_8));
            assertNeighbours(read(bytes), bytes);
        });
    }

    @Test
    void aDamagedGzipIsReported() {
        var whole = gzip(joined(FIRST, LINE_FEED, LAST));
        forEachSeed(random -> {
            var bytes = Mutations.mutated(whole, random);
            if (bytes.length >= 2 && bytes[0] == whole[0] && bytes[1] == whole[1]) {
                assertNeighbours(read(bytes), bytes);
            }
        });
    }

    @Test
    void anObjectDoesNotChangeTheNextOne() {
        forEachSeed(random -> {
            read(Mutations.hostile(random));
            var next = reader.read(joined(FIRST, LINE_FEED, LAST));
            assertThat(next.eventIds()).as("the object behind").containsExactly(FIRST_ID, LAST_ID);
        });
    }

    @Test
    void everyEventOfAHostilePageIsAccountedFor() {
        forEachSeed(random -> assertPage(new String(Mutations.hostile(random), UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "{\"Records\":[]}", "{\"Records\":[]", "{} {}", "x"})
    void aCloudTrailEventThatIsNotOneRecordIsAccountedFor(String record) {
        assertPage(record);
    }

    private Outcome read(byte[] stored) throws IOException {
        var outcome = reader.read(stored);
        assertThat(outcome.accounted())
                .as("rows, rejected, excluded and ignored of %s", outcome)
                .isEqualTo(outcome.progress().recordsDone());
        return outcome;
    }

    private static void assertNeighbours(Outcome outcome, byte[] bytes) {
        boolean found =
                outcome.eventIds().contains(FIRST_ID) && outcome.eventIds().contains(LAST_ID);
        assertThat(found || outcome.isReported())
                .as("the neighbours are read, or a damage is reported: %s of %s", outcome, new String(bytes, UTF_8))
                .isTrue();
    }

    private static void assertPage(String hostile) {
        var filler = new PageFiller(new UUID(0, 2), Outcome.CLOCK);
        filler.add(
                unit(),
                List.of(
                        new LookedUp("8", 1, new String(FIRST, UTF_8)),
                        new LookedUp("x", 2, hostile),
                        new LookedUp("9", 3, new String(LAST, UTF_8))),
                Requests.NONE,
                List.of(),
                null,
                false,
                null);
        var batch = filler.batch();
        var progress = Objects.requireNonNull(batch.units.get(1L), "the unit has no progress");
        assertThat(batch.size() + batch.rejections.count() + batch.excluded + batch.ignored)
                .as("rows, rejected, excluded and ignored of a page with %s", hostile)
                .isEqualTo(progress.records())
                .isGreaterThanOrEqualTo(3);
        assertThat(new UUID(batch.idHigh[0], batch.idLow[0])).isEqualTo(FIRST_ID);
        int last = batch.size() - 1;
        assertThat(new UUID(batch.idHigh[last], batch.idLow[last])).isEqualTo(LAST_ID);
    }

    private static ClaimedUnit unit() {
        return new ClaimedUnit(
                1,
                new UUID(0, 1),
                new UUID(0, 2),
                111_122_223_333L,
                "eu-west-1",
                LookupSource.getDefaultInstance(),
                new ScanFilter(Set.of(), Set.of(), null, null),
                false,
                Duration.ZERO,
                List.of());
    }

    private static void forEachSeed(Check check) {
        var seed = new AtomicLong(FIRST_SEED);
        while (seed.get() < FIRST_SEED + INPUTS) {
            long end = Math.min(seed.get() + INPUTS_BEFORE_A_LOOK, FIRST_SEED + INPUTS);
            assertTimeoutPreemptively(
                    HANGS_AFTER,
                    () -> {
                        for (; seed.get() < end; seed.incrementAndGet()) {
                            check(check, seed.get());
                        }
                    },
                    () -> "hangs with -Dfuzz.seed=" + seed + " -Dfuzz.inputs=1");
        }
    }

    private static void check(Check check, long seed) throws IOException {
        try {
            check.of(new Random(seed * 0x9e3779b97f4a7c15L));
        } catch (RuntimeException | Error e) {
            throw new AssertionError("fails with -Dfuzz.seed=" + seed + " -Dfuzz.inputs=1", e);
        }
    }
}
