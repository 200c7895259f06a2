package dev.trailtally.collector.event;

import static dev.trailtally.collector.event.Mutations.gzip;
import static dev.trailtally.collector.event.Mutations.joined;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corpus, mutated by seeds that are the same in each build. {@link HostileInputFuzzTest} goes further. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileInputTest {

    private static final int INPUTS = 4_000;

    private final HostileInput input = new HostileInput();

    private interface Check {
        void of(Random random) throws IOException;
    }

    @Test
    void everyRecordOfAHostileObjectIsAccountedFor() {
        forEachSeed(random -> {
            var bytes = Mutations.hostile(random);
            input.object(random.nextBoolean() ? gzip(bytes) : bytes);
        });
    }

    @Test
    void anObjectDoesNotChangeTheNextOne() {
        forEachSeed(random -> input.next(Mutations.hostile(random)));
    }

    @Test
    void aHostileRecordDoesNotHideItsNeighbours() {
        forEachSeed(random -> input.neighbours(joined(container(random), Mutations.hostile(random))));
    }

    @Test
    void aDamagedGzipIsReported() {
        forEachSeed(random -> {
            var edit = new byte[3 + random.nextInt(9)];
            random.nextBytes(edit);
            input.damagedGzip(edit);
        });
    }

    @Test
    void everyEventOfAHostilePageIsAccountedFor() {
        forEachSeed(random -> input.page(new String(Mutations.hostile(random), UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "{\"Records\":[]}", "{\"Records\":[]", "{} {}", "x"})
    void aCloudTrailEventThatIsNotOneRecordIsAccountedFor(String record) {
        input.page(record);
    }

    private static byte[] container(Random random) {
        return new byte[] {(byte) random.nextInt(Container.values().length)};
    }

    private static void forEachSeed(Check check) {
        for (long seed = 1; seed <= INPUTS; seed++) {
            try {
                check.of(new Random(seed * 0x9e3779b97f4a7c15L));
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("fails with seed " + seed, e);
            }
        }
    }
}
