package dev.trailtally.standalone.accesskey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-20, Asia/Tokyo,      2026-11-19T15:00:00Z, 24",
        "2026-03-29, Europe/Berlin,   2026-03-28T23:00:00Z, 23",
        "2026-10-25, Europe/Berlin,   2026-10-24T22:00:00Z, 25",
        "2026-03-08, America/New_York, 2026-03-08T05:00:00Z, 23",
        "2026-11-01, America/New_York, 2026-11-01T04:00:00Z, 25"
    })
    void aCalendarDayIsThatOfItsZone(LocalDate day, ZoneId zone, String start, int hours) {
        var period = Period.day(day, zone);

        assertThat(period.start()).isEqualTo(start);
        assertThat(Duration.between(period.start(), period.end())).isEqualTo(Duration.ofHours(hours));
    }
}
