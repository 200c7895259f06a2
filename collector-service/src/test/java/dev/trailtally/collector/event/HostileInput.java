package dev.trailtally.collector.event;

import static dev.trailtally.collector.event.Mutations.gzip;
import static dev.trailtally.collector.event.Mutations.joined;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.claim.ClaimedUnit;
import dev.trailtally.collector.event.PageFiller.LookedUp;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.scan.ScanFilter;
import dev.trailtally.collector.v1.LookupSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What holds for any bytes on their way from a log object or a page of LookupEvents to a batch. */
final class HostileInput {

    private static final byte[] FIRST = Mutations.record(8).getBytes(UTF_8);
    private static final byte[] LAST = Mutations.record(9).getBytes(UTF_8);
    private static final UUID FIRST_ID = UUID.fromString(Mutations.ID + 8);
    private static final UUID LAST_ID = UUID.fromString(Mutations.ID + 9);
    private static final byte[] NEIGHBOURS = joined(FIRST, new byte[] {'\n'}, LAST);
    private static final byte[] WHOLE = gzip(NEIGHBOURS);
    private static final List<Container> CONTAINERS = List.of(Container.values());

    /** An edit of a gzip object: two bytes of its place, and how many bytes it replaces. */
    private static final int EDIT_HEAD = 3;

    private static final int INPUTS_BEFORE_A_LOOK = 10_000;
    private static final long MAX_GROWTH_BYTES = 64L << 20;

    private final Outcome.Reader reader = new Outcome.Reader();
    private long inputs;
    private long usedAtFirst;

    /** Each record of the object is accounted for. */
    void object(byte[] bytes) throws IOException {
        read(bytes);
    }

    /** The object behind it is read as if it was not there. */
    void next(byte[] bytes) throws IOException {
        read(bytes);
        var next = reader.read(NEIGHBOURS);
        assertThat(next.eventIds()).as("the object behind").containsExactly(FIRST_ID, LAST_ID);
    }

    /** The neighbours of a record in a container are read. The first byte names the container. */
    void neighbours(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        var container = CONTAINERS.get((bytes[0] & 0xff) % CONTAINERS.size());
        var hostile = Arrays.copyOfRange(bytes, 1, bytes.length);
        var stored = container.of(FIRST, hostile, LAST);
        var outcome = read(stored);
        assertNeighbours(outcome, stored);
        if (container.quotes) {
            assertThat(outcome.eventIds())
                    .as("the neighbours in %s of %s", container, new String(hostile, UTF_8))
                    .contains(FIRST_ID, LAST_ID);
        }
    }

    /** A gzip object with a part replaced is read wholly, or reported. */
    void damagedGzip(byte[] edit) throws IOException {
        if (edit.length < EDIT_HEAD) {
            return;
        }
        int at = (((edit[0] & 0xff) << 8) | (edit[1] & 0xff)) % (WHOLE.length + 1);
        int end = Math.min(WHOLE.length, at + (edit[2] & 0xff));
        var stored = joined(
                Arrays.copyOf(WHOLE, at),
                Arrays.copyOfRange(edit, EDIT_HEAD, edit.length),
                Arrays.copyOfRange(WHOLE, end, WHOLE.length));
        if (stored.length >= 2 && stored[0] == WHOLE[0] && stored[1] == WHOLE[1]) {
            assertNeighbours(read(stored), stored);
        }
    }

    /** An event of a page of LookupEvents does not hide its neighbours, and is accounted for. */
    void page(String hostile) {
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
        assertMemoryIsBounded();
    }

    private Outcome read(byte[] stored) throws IOException {
        var outcome = reader.read(stored);
        assertThat(outcome.accounted())
                .as("rows, rejected, excluded and ignored of %s", outcome)
                .isEqualTo(outcome.progress().recordsDone());
        assertMemoryIsBounded();
        return outcome;
    }

    private static void assertNeighbours(Outcome outcome, byte[] bytes) {
        boolean found =
                outcome.eventIds().contains(FIRST_ID) && outcome.eventIds().contains(LAST_ID);
        assertThat(found || outcome.isReported())
                .as("the neighbours are read, or a damage is reported: %s of %s", outcome, new String(bytes, UTF_8))
                .isTrue();
    }

    /** What stays in memory does not grow with the number of inputs. */
    private void assertMemoryIsBounded() {
        if (++inputs % INPUTS_BEFORE_A_LOOK == 0) {
            System.gc();
            long used =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            usedAtFirst = usedAtFirst == 0 ? used : usedAtFirst;
            assertThat(used - usedAtFirst)
                    .as("bytes kept since the first look, at input %d", inputs)
                    .isLessThan(MAX_GROWTH_BYTES);
        }
    }

    static ClaimedUnit unit() {
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
}
