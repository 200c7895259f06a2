package dev.trailtally.report.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.interval.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalSplitTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 400", // days around a few months
        "2024-02-10T00:00:00Z, 40", // the leap day
        "1900-02-01T00:00:00Z, 60", // no leap day
        "0001-01-01T00:00:00Z, 90", // the first year
        "1969-12-30T00:00:00Z, 3", // across the epoch
        "2023-07-10T00:00:00Z, 1", // within days and hours
        "2000-01-01T00:00:00Z, 20000" // decades
    })
    void piecesAreDisjointAndCoverExactlyTheInterval(Instant origin, int days) {
        var random = new Random(42);
        for (int i = 0; i < 500; i++) {
            var a = instant(random, origin, days);
            var b = instant(random, origin, days);
            var span = a.isBefore(b) ? new Span(a, b) : new Span(b, a.plusSeconds(1));

            assertThat(joined(pieces(IntervalSplit.of(span)))).as("%s", span).isEqualTo(span);
        }
    }

    @Test
    void anIntervalWithinOneDayIsOnePieceOfSeconds() {
        var span = span("2023-07-10T11:05:00Z", "2023-07-10T11:59:59Z");
        var split = IntervalSplit.of(span);

        assertThat(split.edges()).containsExactly(span);
        assertThat(split.days()).isEmpty();
        assertThat(split.firstMonth()).isEqualTo(split.endMonth());
    }

    @Test
    void aWholeLeapYearIsTwelveMonthsAndNothingElse() {
        var split = IntervalSplit.of(span("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"));

        assertThat(split.firstMonth()).isEqualTo(LocalDate.of(2024, 1, 1));
        assertThat(split.endMonth()).isEqualTo(LocalDate.of(2025, 1, 1));
        assertThat(split.days()).isEmpty();
        assertThat(split.edges()).isEmpty();
    }

    @Test
    void wholeDaysBesideWholeMonthsAreDays() {
        var split = IntervalSplit.of(span("2024-01-30T00:00:00Z", "2024-03-02T06:00:00Z"));

        assertThat(split.firstMonth()).isEqualTo(LocalDate.of(2024, 2, 1));
        assertThat(split.endMonth()).isEqualTo(LocalDate.of(2024, 3, 1));
        assertThat(split.days())
                .containsExactly(LocalDate.of(2024, 1, 30), LocalDate.of(2024, 1, 31), LocalDate.of(2024, 3, 1));
        assertThat(split.edges()).containsExactly(span("2024-03-02T00:00:00Z", "2024-03-02T06:00:00Z"));
    }

    private static Instant instant(Random random, Instant origin, int days) {
        var instant = origin.plusSeconds(random.nextLong(Duration.ofDays(days).toSeconds()));
        // Ends on a boundary are frequent, because mistakes happen there.
        return switch (random.nextInt(4)) {
            case 0 -> instant.minusSeconds(Math.floorMod(instant.getEpochSecond(), 86_400L));
            case 1 -> instant.minusSeconds(Math.floorMod(instant.getEpochSecond(), 3_600L));
            default -> instant;
        };
    }

    private static List<Span> pieces(IntervalSplit split) {
        var pieces = new ArrayList<Span>();
        if (split.firstMonth().isBefore(split.endMonth())) {
            pieces.add(new Span(Span.startOf(split.firstMonth()), Span.startOf(split.endMonth())));
        }
        split.days().forEach(day -> pieces.add(Span.of(day)));
        pieces.addAll(split.edges());
        return pieces;
    }

    private static Span joined(List<Span> pieces) {
        pieces.sort(Comparator.comparing(Span::start));
        for (int i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i).start()).isEqualTo(pieces.get(i - 1).end());
        }
        return pieces.isEmpty()
                ? Span.EMPTY
                : new Span(pieces.getFirst().start(), pieces.getLast().end());
    }

    private static Span span(String start, String end) {
        return new Span(Instant.parse(start), Instant.parse(end));
    }
}
