package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The times are in the log; with -Dorganization.accounts=1000 they are those of large tables. */
class FilledOrganizationTest {

    private static final Logger log = LoggerFactory.getLogger(FilledOrganizationTest.class);
    private static final int ACCOUNTS = Integer.getInteger("organization.accounts", 60);
    private static final int REPEATS = ACCOUNTS < 1_000 ? 1 : 5;

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        new FilledOrganization(fixture, ACCOUNTS).fill();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void everyQuestionCountsTheSameEvents() {
        for (var question : questions()) {
            for (int i = 0; i < REPEATS; i++) {
                long start = System.nanoTime();
                long events = question.events().applyAsLong(service.organization());
                log.info(
                        "{} of {} accounts: {} ms", question.name(), ACCOUNTS, (System.nanoTime() - start) / 1_000_000);
                assertThat(events).as(question.name()).isEqualTo(question.expected());
            }
        }
    }

    @Test
    void whatIsNewToAllAccountsWasFirstSeenSinceTheTimeAndNowhereBefore() {
        var since = Instant.parse("2024-02-01T00:00:00Z");
        var expected = FilledOrganization.firstSightings(ACCOUNTS, since);
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            var found = newToAllAccounts(since);
            log.info("first sightings of {} accounts: {} ms", ACCOUNTS, (System.nanoTime() - start) / 1_000_000);
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> newToAllAccounts(Instant since) {
        var request = ListFirstSightingsRequest.newBuilder()
                .setNewToAllAccounts(true)
                .addKinds(SightingKind.SIGHTING_KIND_USER_AGENT)
                .addKinds(SightingKind.SIGHTING_KIND_PRINCIPAL)
                .setPageSize(10_000);
        request.getSinceTimeBuilder().setSeconds(since.getEpochSecond());
        var found = new ArrayList<String>();
        do {
            var page = service.organization().listFirstSightings(request.build());
            page.getSightingsList().stream()
                    .map(sighting -> sighting.getAccountId() + " " + sighting.getValue() + " "
                            + Instant.ofEpochSecond(sighting.getFirstEventTime().getSeconds()))
                    .forEach(found::add);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return found;
    }

    private static List<Question> questions() {
        long all = (long) ACCOUNTS * FilledOrganization.EVENTS;
        long partly = (long) ACCOUNTS * 81 * 600;
        var summary = GetOrganizationSummaryRequest.newBuilder();
        var services =
                ListAccountServicesRequest.newBuilder().setInterval(partly()).setPageSize(10_000);
        var days = GetActivityOverTimeRequest.newBuilder();
        return List.of(
                new Question(
                        "summary",
                        all,
                        stub -> stub.getOrganizationSummary(summary.build()).getEventCount()),
                new Question(
                        "totals of 81 days",
                        partly,
                        stub -> stub.getOrganizationSummary(summary.clone()
                                        .setInterval(partly())
                                        .setReadMask(FieldMask.newBuilder().addPaths("event_count"))
                                        .build())
                                .getEventCount()),
                new Question(
                        "services of 81 days",
                        partly,
                        stub -> events(stub.getOrganizationSummary(
                                        summary.clone().setInterval(partly()).build())
                                .getServices())),
                new Question("account services", partly, stub -> accountServices(stub, services.clone())),
                new Question("an address", ACCOUNTS / 50 * 10L, stub -> sightings(stub, "10.0.0.9")),
                new Question(
                        "a block",
                        (ACCOUNTS / 50 * 200 + (ACCOUNTS + 49) / 50 * 55) * 10L,
                        stub -> sightings(stub, "10.0.0.0/24")),
                new Question("days in UTC", all, stub -> points(stub.getActivityOverTime(days.build()))),
                new Question(
                        "days in Tokyo",
                        all,
                        stub -> points(stub.getActivityOverTime(
                                days.clone().setTimeZone("Asia/Tokyo").build()))),
                new Question("stream", all, FilledOrganizationTest::streamed));
    }

    private static Interval partly() {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder()
                .setSeconds(Instant.parse("2024-01-20T00:00:00Z").getEpochSecond());
        interval.getEndTimeBuilder()
                .setSeconds(Instant.parse("2024-04-10T00:00:00Z").getEpochSecond());
        return interval.build();
    }

    private static long events(TopCounts counts) {
        return counts.getRemainder().getEventCount()
                + counts.getCountsList().stream()
                        .mapToLong(ValueCount::getEventCount)
                        .sum();
    }

    private static long accountServices(
            OrganizationReportServiceBlockingStub stub, ListAccountServicesRequest.Builder request) {
        long events = 0;
        do {
            var page = stub.listAccountServices(request.build());
            events += page.getAccountServicesList().stream()
                    .mapToLong(AccountService::getEventCount)
                    .sum();
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return events;
    }

    private static long sightings(OrganizationReportServiceBlockingStub stub, String address) {
        return stub.listSightings(ListSightingsRequest.newBuilder()
                        .setKind(SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS)
                        .setValue(address)
                        .build())
                .getTotalEventCount();
    }

    private static long points(GetActivityOverTimeResponse response) {
        return response.getPointsList().stream()
                .mapToLong(ActivityPoint::getEventCount)
                .sum();
    }

    private static long streamed(OrganizationReportServiceBlockingStub stub) {
        var messages = stub.streamServiceUsage(StreamServiceUsageRequest.getDefaultInstance());
        var last = messages.next();
        while (messages.hasNext()) {
            last = messages.next();
        }
        return last.getTotals().getEventCount();
    }

    private record Question(String name, long expected, ToLongFunction<OrganizationReportServiceBlockingStub> events) {}
}
