package dev.trailtally.collector.lookup;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.collector.claim.SliceState;
import dev.trailtally.collector.source.SourceException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlicesTest {

    private static final long START = 1_000_000;
    private static final long END = START + 86_400;
    private static final long LATE = 2_000_000_000L;

    private record InFlight(Slice slice, LookupModel.Page page) {}

    /** Pages come back in any order, tokens are forgotten, and now and then everything starts again from what was stored. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whateverHappensEachEventIsReadAndNoneIsSkipped(long seed) throws SourceException {
        var random = new Random(seed);
        var model = new LookupModel(seed, 200 + random.nextInt(4_000), START, END);
        var stored = new BitSet();
        Map<Integer, SliceState> checkpoints = new HashMap<>(Map.of(1, new SliceState(1, START, END)));
        int requests = 0;
        while (!checkpoints.isEmpty()) {
            var slices = new Slices(checkpoints.values());
            requests += run(slices, model, random, stored, checkpoints, 5 + random.nextInt(60));
        }

        assertThat(stored.cardinality()).isEqualTo(model.size());
        assertThat(requests).as("bounded work").isLessThan(model.size() / 4 + 2_000);
    }

    /** Until all is read or some requests were made; then what was not stored is forgotten, as when a process is killed. */
    private static int run(
            Slices slices,
            LookupModel model,
            Random random,
            BitSet stored,
            Map<Integer, SliceState> checkpoints,
            int life)
            throws SourceException {
        var inFlight = new ArrayList<InFlight>();
        int requests = 0;
        while (!slices.allRead() && requests < life) {
            var slice = random.nextInt(3) > 0 ? slices.next(LATE, true) : null;
            if (slice != null) {
                inFlight.add(new InFlight(slice, model.page(slice.send(0))));
                requests++;
            } else if (!inFlight.isEmpty()) {
                arrive(inFlight.remove(random.nextInt(inFlight.size())), slices, model, random, stored);
                store(slices, checkpoints);
            }
        }
        return requests;
    }

    private static void arrive(InFlight arrived, Slices slices, LookupModel model, Random random, BitSet stored)
            throws SourceException {
        if (random.nextInt(20) == 0) {
            arrived.slice().restart();
            arrived.slice().refused();
            return;
        }
        var seconds = arrived.page().events().stream().map(model::second).toList();
        var wanted = slices.page(arrived.slice(), seconds, arrived.page().nextToken());
        if (wanted != null) {
            arrived.page().events().stream()
                    .filter(event -> wanted.test(model.second(event)))
                    .forEach(stored::set);
        }
    }

    private static void store(Slices slices, Map<Integer, SliceState> checkpoints) {
        for (var state : slices.takeChanged()) {
            if (state.isRead()) {
                checkpoints.remove(state.number());
            } else {
                checkpoints.put(state.number(), state);
            }
        }
    }

    @Test
    void anEmptyWindowNeedsOneRequest() throws SourceException {
        var slices = new Slices(List.of(new SliceState(1, START, END)));
        var slice = sent(slices);

        assertThat(slices.page(slice, List.of(), null)).isNotNull();
        assertThat(slices.allRead()).isTrue();
        assertThat(slices.takeChanged()).containsExactly(SliceState.read(1));
    }

    @Test
    void theLastPageOfTheWholeAlsoEndsWhatWasCutFromItMeanwhile() throws SourceException {
        var slices = new Slices(List.of(new SliceState(1, START, END)));
        var whole = sent(slices);
        var cut = sent(slices);

        var wanted = slices.page(whole, List.of(END - 1, START), null);

        assertThat(wanted).isNotNull().accepts(END - 1, START);
        assertThat(slices.allRead()).isTrue();
        assertThat(slices.page(cut, List.of(START), null)).as("comes too late").isNull();
    }

    @Test
    void eventsOutOfOrderAreAllTakenAndMoveNothing() throws SourceException {
        var slices = new Slices(List.of(new SliceState(1, START, END)));
        var slice = sent(slices);

        var wanted = slices.page(slice, List.of(START + 10, START + 20), "more");

        assertThat(wanted).isNotNull().accepts(START + 10, START + 20);
        assertThat(slices.takeChanged()).isEmpty();
        slice.send(0);
        assertThat(slices.page(slice, List.of(START + 30), null)).isNotNull().accepts(START + 30);
        assertThat(slices.allRead()).isTrue();
    }

    @Test
    void anEmptyStretchBeforeTheFirstEventsSaysNothingOfWhatFollows() throws SourceException {
        var slices = new Slices(List.of(new SliceState(1, START, END)));
        var slice = sent(slices);
        var seconds = new ArrayList<Long>();
        for (long second = START + 3_600; seconds.size() < 50; second--) {
            seconds.add(second);
        }
        slices.page(slice, seconds, "more");
        sent(slices);

        assertThat(slices.next(LATE, true))
                .as("cut from what is left of a dense hour")
                .isNotNull();
    }

    @Test
    void noSliceIsCutForWhatIsProbablyTwoPages() throws SourceException {
        var slices = new Slices(List.of(new SliceState(1, START, END)));
        var slice = sent(slices);
        var second = END - 1;
        var seconds = new ArrayList<Long>();
        for (int i = 0; i < 50; i++) {
            seconds.add(second);
            second -= 1_500;
        }
        slices.page(slice, seconds, "more");
        sent(slices);

        assertThat(slices.next(LATE, true)).isNull();
    }

    @Test
    void nothingIsCutWhileARequestIsNotLateNorSoonBeforeTheFirstPage() {
        var slices = new Slices(List.of(new SliceState(1, START, END)));
        sent(slices);

        assertThat(slices.next(LATE, false)).as("not late").isNull();
        assertThat(slices.next(LATE / 4, true))
                .as("the first page may still come")
                .isNull();
        assertThat(slices.nanosUntilNext(LATE / 4)).isEqualTo(LATE / 4);
        assertThat(slices.next(LATE, true)).as("a slow page").isNotNull();
    }

    /** The token again, two tokens in turn, and an empty page each time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void tokensInACircleWithNothingNewEndTheUnit(int length) {
        var slices = new Slices(List.of(new SliceState(1, START, END)));

        assertThatThrownBy(() -> {
                    for (int page = 0; page <= length; page++) {
                        slices.page(sent(slices), List.of(), "token-" + page % length);
                    }
                })
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("ENDLESS_LISTING");
    }

    @Test
    void pagesInACircleEndTheUnitInTheSecondRound() {
        var slices = new Slices(List.of(new SliceState(1, START, END)));

        assertThatThrownBy(() -> {
                    for (int page = 0; page < 6; page++) {
                        slices.page(sent(slices), List.of(END - 10 - page % 3), "token-" + page % 3);
                    }
                })
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("ENDLESS_LISTING");
    }

    @Test
    void aTokenThatReturnsAfterProgressIsNoCircle() throws SourceException {
        var slices = new Slices(List.of(new SliceState(1, START, END)));
        for (int page = 0; page < 10; page++) {
            slices.page(sent(slices), List.of(END - 1_000L * page - 1), "always the same");
        }

        assertThat(slices.page(sent(slices), List.of(START), null)).isNotNull();
        assertThat(slices.allRead()).isTrue();
    }

    @Test
    void aTokenThatIsStaleEachTimeIsTriedAHundredTimes() {
        var slice = new Slice(1, START, END);
        for (int restart = 0; restart < 100; restart++) {
            assertThat(slice.restart()).isTrue();
        }

        assertThat(slice.restart()).isFalse();
    }

    private static Slice sent(Slices slices) {
        var slice = requireNonNull(slices.next(LATE, true), "there is nothing to ask for");
        slice.send(0);
        return slice;
    }
}
