package dev.trailtally.report.chart.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.chart.figure.Heading;
import dev.trailtally.report.chart.figure.TimeFigure;
import dev.trailtally.report.chart.figure.TimeFigure.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarLengthsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant MIDNIGHT = Instant.parse("2024-03-29T23:00:00Z");

    @ParameterizedTest
    @CsvSource({"hour, 24, hour", "hour, 600, 2 hours", "hour, 10000, 2 days", "day, 300, day", "day, 10000, 56 days"})
    void asManyBarsAsFitAndNoEventLess(String unit, int buckets, String name) {
        var figure =
                figure(unit, unit.equals("day") ? Duration.ofDays(1) : Duration.ofHours(1), buckets, ZoneId.of("UTC"));

        var bars = BarLengths.of(figure, 313);

        assertThat(bars.name()).isEqualTo(name);
        assertThat(bars.buckets()).hasSizeLessThanOrEqualTo(313);
        assertThat(bars.buckets().stream().mapToLong(Bucket::total).sum()).isEqualTo(figure.eventCount());
        assertThat(bars.buckets().stream().mapToLong(Bucket::failed).sum()).isEqualTo(figure.failedCount());
    }

    @Test
    void dayBarsBeginAtMidnightAlsoWhereADayHas23Hours() {
        var bars = BarLengths.of(figure("hour", Duration.ofHours(1), 24 + 23 + 24, BERLIN), 5);

        assertThat(bars.buckets())
                .extracting(Bucket::start)
                .containsExactly(
                        MIDNIGHT, Instant.parse("2024-03-30T23:00:00Z"), Instant.parse("2024-03-31T22:00:00Z"));
    }

    private static TimeFigure figure(String unit, Duration length, int count, ZoneId zone) {
        var buckets = LongStream.range(0, count)
                .mapToObj(i -> new Bucket(
                        MIDNIGHT.plus(length.multipliedBy(i)), MIDNIGHT.plus(length.multipliedBy(i + 1)), i, i % 3))
                .toList();
        return new TimeFigure(new Heading("Events", List.of(), List.of()), unit, zone, buckets);
    }
}
