package dev.trailtally.standalone.serviceusage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class MonthTest {

    @Test
    void monthsMeetWithoutGapOrOverlap() {
        var months = Month.between(Instant.parse("2024-01-31T23:59:59Z"), Instant.parse("2024-03-01T00:00:01Z"));

        assertThat(months)
                .extracting(month -> month.yearText() + month.monthText() + " " + month.start() + " " + month.end())
                .containsExactly(
                        "202401 2024-01-31T23:59:59Z 2024-02-01T00:00:00Z",
                        "202402 2024-02-01T00:00:00Z 2024-03-01T00:00:00Z",
                        "202403 2024-03-01T00:00:00Z 2024-03-01T00:00:01Z");
    }

    @Test
    void aWholeMonthIsOnePart() {
        assertThat(Month.between(Instant.parse("2024-12-01T00:00:00Z"), Instant.parse("2025-01-01T00:00:00Z")))
                .singleElement()
                .extracting(Month::month)
                .isEqualTo(YearMonth.of(2024, 12));
    }

    @Test
    void aPartOfAnotherMonthIsRefused() {
        assertThatThrownBy(() -> new Month(
                        YearMonth.of(2024, 5),
                        Instant.parse("2024-04-30T00:00:00Z"),
                        Instant.parse("2024-05-02T00:00:00Z")))
                .hasMessageContaining("no part of 2024-05");
    }
}
