package dev.trailtally.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.report.v1.TimeBucket;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

    @Test
    void valuesCannotEndTheirElement() {
        var hostile = "</script><!-- & \u2028 \u2029 결제 😀";
        var json = new PageJson().text("name", hostile).end();

        var escaped = PageHtml.escapeJson(json);

        assertThat(escaped).doesNotContain("<", ">", "&", "\u2028", "\u2029").contains("결제 😀");
        assertThat(JsonParser.parseString(escaped).getAsJsonObject().get("name").getAsString())
                .isEqualTo(hostile);
    }

    @Test
    void theLibrariesCannotEndTheirElementAndNameNoMap() throws IOException {
        var html = new StringWriter();
        new PageHtml().write(new Page("A <title>", "{}", List.of()), html);

        assertThat(html.toString().split("</script>", -1)).hasSize(5);
        assertThat(html.toString().split("</style>", -1)).hasSize(4);
        assertThat(html.toString())
                .contains("<title>A &lt;title&gt; · trailtally</title>", "default-src 'none'; script-src 'sha256-")
                .doesNotContain("sourceMappingURL", "{{");
    }

    @Test
    void theSmallestRowsAreLeftOutAndCounted() {
        var rows = new LargestRows<ServiceUsage>(2, 1_000, ServiceUsage::getEventCount);
        for (int events : List.of(5, 1, 9, 3)) {
            rows.add(ServiceUsage.newBuilder().setEventCount(events).build());
        }

        assertThat(rows.rows().rows()).extracting(ServiceUsage::getEventCount).containsExactly(9L, 5L);
        assertThat(rows.rows().moreRows()).isEqualTo(2);
        assertThat(rows.rows().moreEvents()).isEqualTo(4);
    }

    @Test
    void rowsStayWithinTheirBytes() {
        var rows = new LargestRows<ServiceUsage>(100, 250, ServiceUsage::getEventCount);
        for (int events = 1; events <= 5; events++) {
            rows.add(ServiceUsage.newBuilder()
                    .setEventName("x".repeat(100))
                    .setEventCount(events)
                    .build());
        }

        assertThat(rows.rows().rows()).extracting(ServiceUsage::getEventCount).containsExactly(5L, 4L);
        assertThat(rows.rows().moreEvents()).isEqualTo(6);
    }

    @Test
    void daysWithoutEventsAreFilledInWhereClocksChange() {
        var zone = ZoneId.of("Europe/Berlin");
        var observed = Interval.newBuilder()
                .setStartTime(time("2026-10-23T22:00:00Z"))
                .setEndTime(time("2026-10-26T23:00:00Z"))
                .build();
        var point = ActivityPoint.newBuilder()
                .setStartTime(time("2026-10-25T23:00:00Z"))
                .setEventCount(7)
                .build();

        var filled = Buckets.filled(List.of(point), observed, TimeBucket.TIME_BUCKET_DAY, zone);

        assertThat(filled).extracting(ActivityPoint::getEventCount).containsExactly(0L, 0L, 7L);
    }

    @Test
    void timesAreWidenedToWholeDays() {
        var days = WholeDays.around(Interval.newBuilder()
                .setStartTime(time("2026-11-18T09:30:00Z"))
                .setEndTime(time("2026-11-20T00:00:00Z"))
                .build());

        assertThat(days.getStartTime()).isEqualTo(time("2026-11-18T00:00:00Z"));
        assertThat(days.getEndTime()).isEqualTo(time("2026-11-20T00:00:00Z"));
    }

    private static Timestamp time(String text) {
        return Timestamp.newBuilder()
                .setSeconds(Instant.parse(text).getEpochSecond())
                .build();
    }
}
