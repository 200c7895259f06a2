package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile bytes that Jazzer makes of the corpus, guided by coverage, if JAZZER_FUZZ is set; without it, the corpus and the
 * inputs that failed once, which are kept beside it. The first input also waits for Jazzer's agent, which takes its time on a
 * busy machine.
 */
@Timeout(300)
class HostileInputFuzzTest {

    private static final String TOKENS = "tokens.dict";

    private final HostileInput input = new HostileInput();

    static List<byte[]> objects() {
        return Corpus.OBJECTS;
    }

    /** Each object in each container. */
    static List<byte[]> contained() {
        return Corpus.OBJECTS.stream()
                .flatMap(object -> IntStream.range(0, Container.values().length)
                        .mapToObj(container -> Mutations.joined(new byte[] {(byte) container}, object)))
                .toList();
    }

    /** A changed byte, a missing one, another member, a cut. */
    static List<byte[]> edits() {
        return List.of(
                new byte[] {0, 40, 1, 7}, new byte[] {0, 9, 1}, new byte[] {1, 0, 0, 0x1f, (byte) 0x8b, 8}, new byte[] {
                    0, 100, (byte) 255
                });
    }

    @MethodSource("objects")
    @DictionaryFile(resourcePath = TOKENS)
    @FuzzTest
    void everyRecordOfAHostileObjectIsAccountedFor(byte[] bytes) throws IOException {
        input.object(bytes);
    }

    @MethodSource("objects")
    @DictionaryFile(resourcePath = TOKENS)
    @FuzzTest
    void anObjectDoesNotChangeTheNextOne(byte[] bytes) throws IOException {
        input.next(bytes);
    }

    @MethodSource("contained")
    @DictionaryFile(resourcePath = TOKENS)
    @FuzzTest
    void aHostileRecordDoesNotHideItsNeighbours(byte[] bytes) throws IOException {
        input.neighbours(bytes);
    }

    @MethodSource("edits")
    @FuzzTest
    void aDamagedGzipIsReported(byte[] bytes) throws IOException {
        input.damagedGzip(bytes);
    }

    @MethodSource("objects")
    @DictionaryFile(resourcePath = TOKENS)
    @FuzzTest
    void everyEventOfAHostilePageIsAccountedFor(byte[] bytes) {
        input.page(new String(bytes, UTF_8));
    }
}
