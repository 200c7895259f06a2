package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.SightingKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What reports leave out is what table shared_count says of the accounts that are asked for and visible. */
class SharedCountTest {

    private static final Instant FROM = Instant.parse("2024-01-20T09:00:00Z");

    private static Fixture fixture;
    private static RunningService service;

    /** 3 calls of account 2 on 10 February and 4 on the 20th that account 1 has; 5 data events of account 3 of both. */
    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        for (int account = 1; account <= 3; account++) {
            fixture.store(account, new RandomEvents(account, FROM, Duration.ofDays(60)).generate(account, 500));
        }
        fixture.rollUp();
        shared(2, "'call', 'day', '2024-02-10', 1, a.id", "{1}", 3);
        shared(2, "'call', 'day', '2024-02-20', 1, a.id", "{1}", 4);
        shared(2, "'call', 'month', '2024-02-01', 1, a.id", "{1}", 7);
        shared(3, "'call', 'day', '2024-02-10', 2, a.id", "{1,2}", 5);
        shared(3, "'call', 'month', '2024-02-01', 2, a.id", "{1,2}", 5);
        shared(3, "'quarter_hour', 'day', '2024-02-10', 2, 40", "{1,2}", 5);
        shared(2, "'region', 'all', 'infinity', 1, (select min(id) from region where region <> '')", "{1}", 7);
        service = RunningService.on(fixture.database());
    }

    private static void shared(long account, String key, String preceding, long count) throws SQLException {
        fixture.execute("""
                insert into shared_count
                select %d, %s, 0, '', '%s', %d, 0 from (select min(id) as id from action where event_source <> '') a
                """.formatted(account, key, preceding, count));
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void aSummaryLeavesOutWhatAnotherOfItsAccountsHas() {
        assertThat(left(service, request())).isEqualTo("1488 12");
        assertThat(left(service, request(1, 2))).isEqualTo("993 7");
        assertThat(left(service, request(2, 3))).isEqualTo("995 5");
        assertThat(left(service, request(2))).isEqualTo("500 0");
        assertThat(left(service, request().addCategories(EventCategory.EVENT_CATEGORY_DATA)))
                .endsWith(" 5");
        assertThat(left(service, request().addCategories(EventCategory.EVENT_CATEGORY_INSIGHT)))
                .isEqualTo("0 0");
    }

    @Test
    void monthsDaysAndMonthsLessDaysLeaveOutTheirOwn() {
        assertThat(left(service, request().setInterval(days("2024-02-01", "2024-03-01"))))
                .endsWith(" 12");
        assertThat(left(service, request().setInterval(days("2024-02-09", "2024-02-12"))))
                .endsWith(" 8");
        assertThat(left(service, request().setInterval(days("2024-02-11", "2024-03-01"))))
                .as("the month less ten days")
                .endsWith(" 4");
        assertThat(left(service, request().setInterval(days("2024-02-21", "2024-02-25"))))
                .endsWith(" 0");
    }

    @Test
    void aCallerWhoMaySeeOneOfTwoAccountsGetsAllCallsOfThatOne() {
        try (var limited = RunningService.onlyFor(fixture.database(), "000000000002", "000000000003")) {
            assertThat(left(limited, request())).isEqualTo("995 5");
        }
        try (var limited = RunningService.onlyFor(fixture.database(), "000000000002")) {
            assertThat(left(limited, request())).isEqualTo("500 0");
        }
    }

    @Test
    void activityOverTimeAndSightingsLeaveThemOutAsWell() {
        var overTime = GetActivityOverTimeRequest.newBuilder();
        assertThat(service.organization().getActivityOverTime(overTime.build()).getSharedEventCount())
                .isEqualTo(5);
        assertThat(service.organization()
                        .getActivityOverTime(overTime.setTimeZone("Asia/Tokyo").build())
                        .getSharedEventCount())
                .isEqualTo(5);
        assertThat(service.organization()
                        .getActivityOverTime(overTime.setByAccount(true).build())
                        .getSharedEventCount())
                .isZero();
        var sightings = service.organization()
                .listSightings(ListSightingsRequest.newBuilder()
                        .setKind(SightingKind.SIGHTING_KIND_REGION)
                        .setValue("*")
                        .build());
        assertThat(sightings.getTotalEventCount()).isEqualTo(1_493);
        assertThat(sightings.getSharedEventCount()).isEqualTo(7);
    }

    private static String left(RunningService asked, GetOrganizationSummaryRequest.Builder request) {
        var summary = asked.organization().getOrganizationSummary(request.build());
        assertThat(summary.getServices().getCountsList().stream()
                        .mapToLong(service -> service.getEventCount())
                        .sum())
                .as("services of %s", request)
                .isEqualTo(summary.getEventCount());
        assertThat(summary.getServices().getCountsList().stream()
                        .mapToLong(service -> service.getSharedEventCount())
                        .sum())
                .as("shared by services of %s", request)
                .isEqualTo(summary.getSharedEventCount());
        return summary.getEventCount() + " " + summary.getSharedEventCount();
    }

    private static GetOrganizationSummaryRequest.Builder request(int... accounts) {
        var selection = AccountSelection.newBuilder();
        for (int account : accounts) {
            selection.addAccountIds("%012d".formatted(account));
        }
        return GetOrganizationSummaryRequest.newBuilder().setAccounts(selection);
    }

    private static Interval days(String start, String end) {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder()
                .setSeconds(Instant.parse(start + "T00:00:00Z").getEpochSecond());
        interval.getEndTimeBuilder()
                .setSeconds(Instant.parse(end + "T00:00:00Z").getEpochSecond());
        return interval.build();
    }
}
