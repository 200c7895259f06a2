package dev.trailtally.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZonesTest {

    @ParameterizedTest
    @CsvSource({
        "UTC, UTC, UTC",
        "Z, UTC, UTC",
        "GMT0, UTC, UTC",
        "Asia/Tokyo, Asia/Tokyo, Asia/Tokyo",
        "+09:00, +09:00, Etc/GMT-9",
        "UTC+9, +09:00, Etc/GMT-9",
        "Etc/GMT+5, -05:00, Etc/GMT+5",
        "-12:00, -12:00, Etc/GMT+12",
        "+05:30, +05:30, UTC",
        "-13:00, -13:00, UTC"
    })
    void anOffsetIsNamedAsItIsAndCountedByANameWhereItHasOne(String asked, String name, String counted) {
        assertThat(Zones.name(ZoneId.of(asked))).isEqualTo(name);
        assertThat(Zones.counted(ZoneId.of(asked)).getId()).isEqualTo(counted);
    }
}
