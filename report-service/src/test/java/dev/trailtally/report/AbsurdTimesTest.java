package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events of the years 0 and 10000, which no timestamp can hold, as older versions stored them. */
class AbsurdTimesTest {

    private static final String ACCOUNT_ID = "000000000012";
    private static final long MIN_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long MAX_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(
                1,
                List.of(
                        event(1, "0000-12-31T12:00:00Z"),
                        event(2, "2024-02-03T04:05:06Z"),
                        event(3, "+10000-01-01T11:59:59Z")));
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    private static TestEvent event(int number, String time) {
        return new TestEvent(
                12,
                Instant.parse(time),
                new UUID(12, number),
                "eu-west-1",
                "s3.amazonaws.com",
                "GetObject",
                "",
                false,
                "arn:aws:iam::000000000012:user/ann",
                "",
                "AKIAONE",
                "203.0.113.7",
                "agent",
                true);
    }

    @Test
    void everyAnswerCountsThemAndHoldsValidTimestamps() {
        var reports = service.reports();
        var usage = reports.listServiceUsage(
                ListServiceUsageRequest.newBuilder().setAccountId(ACCOUNT_ID).build());
        var activity = reports.getActivitySummary(
                GetActivitySummaryRequest.newBuilder().setAccountId(ACCOUNT_ID).build());
        var events = reports.listEvents(
                ListEventsRequest.newBuilder().setAccountId(ACCOUNT_ID).build());
        var summary = service.organization().getOrganizationSummary(GetOrganizationSummaryRequest.getDefaultInstance());
        var services = service.organization().listAccountServices(ListAccountServicesRequest.getDefaultInstance());

        assertThat(usage.getTotalEventCount()).isEqualTo(3);
        assertThat(activity.getEventCount()).isEqualTo(3);
        assertThat(events.getEventsCount()).isEqualTo(3);
        assertThat(summary.getEventCount()).isEqualTo(3);
        assertThat(services.getAccountServices(0).getEventCount()).isEqualTo(3);
        for (var answer : List.of(
                usage,
                activity,
                events,
                summary,
                services,
                reports.listAccounts(ListAccountsRequest.getDefaultInstance()),
                service.organization().getActivityOverTime(GetActivityOverTimeRequest.getDefaultInstance()),
                service.organization()
                        .listFirstSightings(ListFirstSightingsRequest.newBuilder()
                                .setSinceTime(Timestamp.newBuilder().setSeconds(MIN_SECOND))
                                .build()))) {
            assertThat(timestamps(answer))
                    .as("%s", answer)
                    .allSatisfy(time -> assertThat(time.getSeconds()).isBetween(MIN_SECOND, MAX_SECOND));
        }
    }

    private static Collection<Timestamp> timestamps(Message message) {
        var times = new ArrayList<Timestamp>();
        if (message instanceof Timestamp time) {
            times.add(time);
        }
        message.getAllFields().forEach((field, value) -> {
            if (field.getType() == FieldDescriptor.Type.MESSAGE) {
                var values = field.isRepeated() ? (List<?>) value : List.of(value);
                values.forEach(part -> times.addAll(timestamps((Message) part)));
            }
        });
        return times;
    }
}
