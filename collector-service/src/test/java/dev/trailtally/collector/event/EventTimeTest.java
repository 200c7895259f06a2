package dev.trailtally.collector.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    @Test
    void theUsualFormAgreesWithTheCalendarOfTheJdk() {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            long second = random.nextLong(-62_135_596_800L, 253_402_300_800L); // years 1 to 9999
            assertThat(read(Instant.ofEpochSecond(second).toString())).isEqualTo(second);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2022-02-08 09:23:37+11:00, 2022-02-07T22:23:37Z",
        "2023-07-10T12:15:00.123Z, 2023-07-10T12:15:00Z",
        "2023-07-10T12:15:00+00:00, 2023-07-10T12:15:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "2026-11-20T10:00:04, 2026-11-20T10:00:04Z",
        "2026-11-20T10:00:04.5, 2026-11-20T10:00:04Z",
        "2026-11-20 10:00:05, 2026-11-20T10:00:05Z",
        "2026-11-20 10:00:06.000, 2026-11-20T10:00:06Z",
        "2026-11-20T10:00:07+0000, 2026-11-20T10:00:07Z",
        "2026-11-20T12:00:07+02, 2026-11-20T10:00:07Z",
        "2026-11-20T15:30:07 +0530, 2026-11-20T10:00:07Z",
        "2026-11-20 10:00:07.000 UTC, 2026-11-20T10:00:07Z",
        "2026-11-20t10:00:07z, 2026-11-20T10:00:07Z",
        "1795168808, 2026-11-20T10:00:08Z",
        "1795168808.999, 2026-11-20T10:00:08Z",
        "1.795168808E9, 2026-11-20T10:00:08Z",
        "1795168808000, 2026-11-20T10:00:08Z",
        "0, 1970-01-01T00:00:00Z"
    })
    void otherFormsAreRead(String text, Instant instant) {
        assertThat(read(text)).isEqualTo(instant.getEpochSecond());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "...",
                "eventTime",
                "2023-02-29T00:00:00Z",
                "2023-13-01T00:00:00Z",
                "2023-07-10T24:00:01Z",
                "2023-7-10T12:15:00Z",
                "2023-07-10",
                "2023-07-10T12:15:00+99:00",
                "1e999999999",
                "0x10",
                "NaN",
                "٢٠٢٣-07-10T12:15:00Z"
            })
    void whatIsNoInstantIsRefused(String text) {
        assertThat(read(text)).isEqualTo(EventTime.NONE);
    }

    private static long read(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return EventTime.epochSecond(bytes, 0, bytes.length);
    }
}
