package dev.trailtally.report.chart.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.chart.figure.BarFigure.Bar;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FigureTest {

    private static final Heading HEADING = new Heading("Title", List.of(), List.of());

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 100})
    void barsThatDoNotFitAreInTheRest(int rows) {
        var bars = LongStream.rangeClosed(1, 9)
                .mapToObj(i -> new Bar("bar " + i, List.of(10 - i), i))
                .toList();
        var figure = new BarFigure(HEADING, "principal", List.of("s3:GetObject"), bars, new Rest(3, 1_000));

        var fitting = figure.withRows(rows);

        assertThat(fitting.rowCount()).isEqualTo(Math.clamp(rows, 2, 10));
        assertThat(fitting.eventCount()).isEqualTo(figure.eventCount()).isEqualTo(90 + 1_000);
        assertThat(fitting.bars().size() + fitting.rest().valueCount()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"50, 50", "5, 7", "2, 2", "7, 1"})
    void cellsThatDoNotFitAreInTheLastRowAndColumn(int rows, int columns) {
        var figure = grid(8, 9, 4, 5);

        var fitting = figure.within(rows, columns);

        assertThat(fitting.eventCount()).isEqualTo(figure.eventCount());
        assertThat(fitting.accounts().size()).isLessThanOrEqualTo(Math.max(2, rows));
        assertThat(fitting.services().size()).isLessThanOrEqualTo(Math.max(2, columns));
        assertThat(fitting.accounts().size() - 1 + fitting.otherAccounts()).isEqualTo(7 + 4);
        assertThat(fitting.services().size() - 1 + fitting.otherServices()).isEqualTo(8 + 5);
    }

    private static GridFigure grid(int rows, int columns, long otherAccounts, long otherServices) {
        var cells = IntStream.range(0, rows)
                .mapToObj(row -> LongStream.range(0, columns).boxed().toList())
                .toList();
        return new GridFigure(HEADING, names(rows), names(columns), cells, otherAccounts, otherServices);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "name " + i).toList();
    }

    @Test
    void nothingHidesInATextAndNothingTurnsItAround() {
        assertThat(VisibleText.of("a\u202eb\tc\ud800d\u2028")).isEqualTo("a\\u{202e}b\\u{9}c\\u{d800}d\\u{2028}");
        assertThat(VisibleText.of("")).isEqualTo("(none)");
        assertThat(VisibleText.of("한글 <b>")).isEqualTo("한글 <b>");
    }

    @Test
    void aLongTextLosesItsMiddleBetweenCharacters() {
        assertThat(VisibleText.shortened("😀".repeat(9), 4)).isEqualTo("😀😀…😀");
        assertThat(VisibleText.shortened("abcd", 4)).isEqualTo("abcd");
        assertThat(VisibleText.of("x".repeat(2_048))).hasSize(120);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "9999|9,999",
                "10000|10k",
                "12345|12.3k",
                "999499|999k",
                "999500|1M",
                "1e9|1G",
                "9.2e18|9.2E"
            })
    void aCountIsBrief(double count, String text) {
        assertThat(Counts.brief(count)).isEqualTo(text);
    }

    @Test
    void oneIsNotMany() {
        assertThat(Counts.of(1, "event")).isEqualTo("1 event");
        assertThat(Counts.of(1_234, "source IP address")).isEqualTo("1,234 source IP addresses");
    }
}
