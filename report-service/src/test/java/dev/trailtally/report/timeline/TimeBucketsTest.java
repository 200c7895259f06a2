package dev.trailtally.report.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.interval.Span;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class TimeBucketsTest {

    @Test
    void anHourOfAHalfHourClockChangeIsHalfAnHour() {
        var lordHowe = ZoneId.of("Australia/Lord_Howe");
        var back = new Span(Instant.parse("2024-04-06T14:00:00Z"), Instant.parse("2024-04-06T16:30:00Z"));

        assertThat(TimeBuckets.of(back, ChronoUnit.HOURS, lordHowe).starts())
                .containsExactly(
                        Instant.parse("2024-04-06T14:00:00Z"),
                        Instant.parse("2024-04-06T15:00:00Z"),
                        Instant.parse("2024-04-06T15:30:00Z"));
    }

    @Test
    void anIntervalWithinTheHalfHourStartsThere() {
        var lordHowe = ZoneId.of("Australia/Lord_Howe");
        var within = new Span(Instant.parse("2024-04-06T15:10:00Z"), Instant.parse("2024-04-06T15:20:00Z"));

        assertThat(TimeBuckets.of(within, ChronoUnit.HOURS, lordHowe).starts())
                .containsExactly(Instant.parse("2024-04-06T15:00:00Z"));
    }

    @Test
    void aDayThatAZoneLeftOutHasNoBucket() {
        var days = new Span(Instant.parse("2011-12-29T12:00:00Z"), Instant.parse("2011-12-31T12:00:00Z"));

        assertThat(TimeBuckets.of(days, ChronoUnit.DAYS, ZoneId.of("Pacific/Apia"))
                        .starts())
                .containsExactly(
                        Instant.parse("2011-12-29T10:00:00Z"),
                        Instant.parse("2011-12-30T10:00:00Z"),
                        Instant.parse("2011-12-31T10:00:00Z"));
    }

    @Test
    void ofMoreThanTenThousandTheNewestAreTaken() {
        var end = Instant.parse("2024-05-01T09:30:00Z");
        var buckets = TimeBuckets.newest(
                new Span(Instant.parse("2010-01-01T00:00:00Z"), end),
                ChronoUnit.HOURS,
                ZoneId.of("Australia/Lord_Howe"));

        assertThat(buckets.starts()).hasSize(10_000).isSorted();
        assertThat(buckets.starts().getLast()).isEqualTo("2024-05-01T08:30:00Z");
        assertThat(buckets.end()).isEqualTo("2024-05-01T09:30:00Z");
    }
}
