package dev.trailtally.standalone.accesskey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.standalone.fake.FakeServices;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessKeyEventsTest {

    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";

    private final StringWriter out = new StringWriter();
    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void timesHaveTheOffsetThatTheirZoneHasThen() {
        event("2026-10-25T00:30:00Z", "");
        event("2026-10-25T01:30:00Z", "AccessDenied");
        event("2026-10-25T02:30:00Z", "");

        print("Europe/Berlin");

        assertThat(out.toString().lines())
                .containsExactly(
                        "time\tsource\tname\tregion\terror\taccount\tsource_ip",
                        "2026-10-25T02:30:00+02:00\tiam.amazonaws.com\tGetUser\tus-east-1\t\t012345678901\t192.0.2.1",
                        "2026-10-25T02:30:00+01:00\tiam.amazonaws.com\tGetUser\tus-east-1\tAccessDenied\t012345678901"
                                + "\t192.0.2.1",
                        "2026-10-25T03:30:00+01:00\tiam.amazonaws.com\tGetUser\tus-east-1\t\t012345678901\t192.0.2.1");
    }

    @Test
    void theDayOfTheZoneIsAskedForOldestFirst() {
        print("Asia/Tokyo");

        assertThat(services.eventRequests).singleElement().satisfies(request -> {
            assertThat(request.getAccessKeyId()).isEqualTo(KEY);
            assertThat(request.getOrder()).isEqualTo(EventOrder.EVENT_ORDER_OLDEST_FIRST);
            assertThat(Timestamps.toString(request.getInterval().getStartTime()))
                    .isEqualTo("2026-10-24T15:00:00Z");
            assertThat(Timestamps.toString(request.getInterval().getEndTime())).isEqualTo("2026-10-25T15:00:00Z");
        });
    }

    @Test
    void aCellIsOneCellWhateverItHolds() {
        event("2026-10-25T00:30:00Z", "a\tb\nc\\d\u001b[2J");

        print("UTC");

        assertThat(out.toString().lines()).hasSize(2);
        assertThat(out.toString()).contains("+00:00\t").contains("\ta\\tb\\nc\\\\d?[2J\t");
    }

    private void print(String zone) {
        new AccessKeyEvents(services.channel(), new PrintWriter(out))
                .print(KEY, "", Period.day(LocalDate.parse("2026-10-25"), ZoneId.of(zone)), List.of(), Long.MAX_VALUE);
    }

    private void event(String time, String error) {
        services.events.add(Event.newBuilder()
                .setAccountId("012345678901")
                .setAccessKeyId(KEY)
                .setEventTime(Timestamps.fromMillis(Instant.parse(time).toEpochMilli()))
                .setEventSource("iam.amazonaws.com")
                .setEventName("GetUser")
                .setRegion("us-east-1")
                .setErrorCode(error)
                .setSourceIpAddress("192.0.2.1")
                .build());
    }
}
