package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.AccountChartTotals;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListPermissionUsageRequest;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.StreamAccountChartsRequest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A user who called, and whose federated session called as well: one key with two types. */
class PrincipalTypesTest {

    private static final String ACCOUNT_ID = "000000000001";
    private static final String KEY = "arn:aws:iam::000000000001:user/wilma";
    private static final String DISPLAY_NAME = "000000000001:u/wilma";
    private static final Instant FIRST = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant SESSION_FROM = Instant.parse("2026-03-05T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final int DAY_SECONDS = 86_400;

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        new IamRows(fixture)
                .user(1, "wilma")
                .evaluatedAt(NOW.minusSeconds(DAY_SECONDS))
                .service("s3", NOW.minusSeconds(DAY_SECONDS), null);
        fixture.store(
                1,
                List.of(
                        event(1, FIRST, "ec2.amazonaws.com", ""),
                        event(2, FIRST, "s3.amazonaws.com", "AccessDenied"),
                        event(3, FIRST, "s3.amazonaws.com", ""),
                        event(4, SESSION_FROM, "s3.amazonaws.com", "AccessDenied"),
                        event(5, SESSION_FROM, "sqs.amazonaws.com", "AccessDenied")));
        fixture.execute("""
                insert into principal (principal_key, principal_type, display_name)
                select principal_key, 'FederatedUser', display_name from principal where id <> 0;
                update event_segment set principal_refs = array_fill(p.id, array[event_count])
                from principal p where p.principal_type = 'FederatedUser' and first_event_time >= '%s'
                """.formatted(SESSION_FROM));
        fixture.rollUp();
        service = RunningService.on(fixture.database(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static TestEvent event(int number, Instant time, String source, String error) {
        return new TestEvent(
                1,
                time,
                new UUID(1, number),
                "eu-1",
                source,
                "Get",
                error,
                !error.isEmpty(),
                KEY,
                "",
                "AKIA1",
                "1.2.3.4",
                "cli",
                null);
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void aSummaryListsEachTypeWithItsOwnCounts() {
        for (var named : List.of("", KEY, DISPLAY_NAME)) {
            var request = GetActivitySummaryRequest.newBuilder().setAccountId(ACCOUNT_ID);
            if (!named.isEmpty()) {
                request.addPrincipals(named);
            }
            var summary = service.reports().getActivitySummary(request.build());

            assertThat(summary.getEventCount()).isEqualTo(5);
            assertThat(summary.getPrincipalsList().stream()
                            .map(activity -> type(activity.getPrincipal()) + activity.getEventCount()))
                    .as("named \"%s\"", named)
                    .containsExactly("IAMUser 3", "FederatedUser 2");
        }
        assertThat(service
                        .organization()
                        .getOrganizationSummary(GetOrganizationSummaryRequest.getDefaultInstance())
                        .getPrincipalsList()
                        .stream()
                        .map(count -> type(count.getPrincipal()) + count.getEventCount()))
                .containsExactly("IAMUser 3", "FederatedUser 2");
    }

    @Test
    void aPrincipalCountsOnceHoweverManyOfItsTypesAreListed() {
        var account = service.reports()
                .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .setTop(1)
                        .build())
                .getPrincipalRemainder();
        var organization = service.organization()
                .getOrganizationSummary(
                        GetOrganizationSummaryRequest.newBuilder().setTop(1).build())
                .getPrincipalRemainder();
        var totals = new ArrayList<AccountChartTotals>();
        service.charts()
                .streamAccountCharts(StreamAccountChartsRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .build())
                .forEachRemaining(message -> {
                    if (message.hasTotals()) {
                        totals.add(message.getTotals());
                    }
                });

        assertThat(account.getValueCount()).as("principals left out").isZero();
        assertThat(account.getEventCount()).as("events left out").isEqualTo(2);
        assertThat(organization).isEqualTo(account);
        assertThat(totals).hasSize(1);
        assertThat(totals.getFirst().getPrincipalCount()).as("principals").isEqualTo(1);
        assertThat(totals.getFirst().getDrawnPrincipalCount())
                .as("principals drawn")
                .isEqualTo(1);
    }

    @Test
    void errorCodesAreCountedByServiceAndTogether() {
        var session = service.reports()
                .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .build())
                .getPrincipals(1);

        assertThat(session.getErrorCodes().getCountsList().stream()
                        .map(count -> count.getValue() + " " + count.getEventCount()))
                .containsExactly("AccessDenied 2");
        assertThat(session.getServiceErrorCodes().getCountsList().stream()
                        .map(count -> count.getValue() + " " + count.getEventCount()))
                .containsExactly("s3.amazonaws.com:AccessDenied 1", "sqs.amazonaws.com:AccessDenied 1");
        assertThat(counts(ActivityBreakdown.ACTIVITY_BREAKDOWN_SERVICE_ERROR_CODES_BY_PRINCIPAL, 1_000).stream()
                        .map(count -> String.join(
                                " ",
                                count.getPrincipal().getType(),
                                count.getValue(),
                                count.getEventSource(),
                                count.getErrorCode(),
                                Long.toString(count.getEventCount()))))
                .containsExactly(
                        "FederatedUser s3.amazonaws.com:AccessDenied s3.amazonaws.com AccessDenied 1",
                        "IAMUser s3.amazonaws.com:AccessDenied s3.amazonaws.com AccessDenied 1",
                        "FederatedUser sqs.amazonaws.com:AccessDenied sqs.amazonaws.com AccessDenied 1");
    }

    @Test
    void pagesOfOneCountMissNoType() {
        for (var breakdown : List.of(
                ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL,
                ActivityBreakdown.ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL)) {
            assertThat(counts(breakdown, 1)).as(breakdown.name()).isEqualTo(counts(breakdown, 1_000));
            assertThat(counts(breakdown, 1).stream()
                            .mapToLong(ActivityCount::getEventCount)
                            .sum())
                    .as(breakdown.name())
                    .isEqualTo(5);
        }
    }

    @Test
    void eventsOfAPrincipalAreThoseOfAllItsTypes() {
        for (var named : List.of(KEY, DISPLAY_NAME)) {
            var events = service.reports()
                    .listEvents(ListEventsRequest.newBuilder()
                            .setAccountId(ACCOUNT_ID)
                            .setPrincipal(named)
                            .build());

            assertThat(events.getEventsList().stream()
                            .map(event -> event.getPrincipal().getType()))
                    .as("named \"%s\"", named)
                    .containsExactly("FederatedUser", "FederatedUser", "IAMUser", "IAMUser", "IAMUser");
        }
    }

    @Test
    void aPrincipalIsSeenOnceAndItsSecondTypeIsNothingNew() {
        var seen = service.organization()
                .listSightings(ListSightingsRequest.newBuilder()
                        .setKind(SightingKind.SIGHTING_KIND_PRINCIPAL)
                        .setValue(KEY)
                        .build());

        assertThat(seen.getSightingsList()).hasSize(1);
        assertThat(seen.getSightings(0).getEventCount()).isEqualTo(5);
        assertThat(seen.getSightings(0).getFirstEventTime().getSeconds()).isEqualTo(FIRST.getEpochSecond());
        assertThat(seen.getSightings(0).getLastEventTime().getSeconds()).isEqualTo(SESSION_FROM.getEpochSecond());
        assertThat(newPrincipals(FIRST)).containsExactly(KEY);
        assertThat(newPrincipals(SESSION_FROM)).isEmpty();
    }

    @Test
    void chartsOfAPrincipalAreOfAllItsTypes() {
        var messages = new ArrayList<String>();
        service.charts()
                .streamAccountCharts(StreamAccountChartsRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .build())
                .forEachRemaining(message -> {
                    if (message.getChart().hasPrincipal()) {
                        messages.add(message.getChart().getBreakdown() + " "
                                + message.getChart().getPrincipal().getKey());
                    }
                });

        assertThat(messages).doesNotHaveDuplicates().hasSize(4).allMatch(chart -> chart.endsWith(KEY));
    }

    @Test
    void permissionsAreJoinedWithTheCallsOfAllTypes() {
        var usage = service.access().listPermissionUsage(ListPermissionUsageRequest.getDefaultInstance());
        var unused = service.access()
                .listUnusedAccess(ListUnusedAccessRequest.newBuilder()
                        .setUnusedFor(Duration.newBuilder().setSeconds(7 * DAY_SECONDS))
                        .build());

        assertThat(usage.getPrincipalsList()).hasSize(1);
        assertThat(usage.getPrincipals(0).getServicesList().stream()
                        .filter(used -> used.getServiceNamespace().equals("s3"))
                        .map(used -> used.getEventCount()))
                .containsExactly(3L);
        assertThat(unused.getUnusedAccessList())
                .as("s3 was used a few days ago, by the session: nothing is unused")
                .isEmpty();
    }

    private static List<String> newPrincipals(Instant since) {
        var request = ListFirstSightingsRequest.newBuilder().addKinds(SightingKind.SIGHTING_KIND_PRINCIPAL);
        request.getSinceTimeBuilder().setSeconds(since.getEpochSecond());
        return service.organization().listFirstSightings(request.build()).getSightingsList().stream()
                .map(sighting -> sighting.getValue())
                .toList();
    }

    private static List<ActivityCount> counts(ActivityBreakdown breakdown, int pageSize) {
        var request = ListActivityCountsRequest.newBuilder()
                .setAccountId(ACCOUNT_ID)
                .setBreakdown(breakdown)
                .setPageSize(pageSize);
        var counts = new ArrayList<ActivityCount>();
        do {
            var page = service.reports().listActivityCounts(request.build());
            counts.addAll(page.getActivityCountsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return counts;
    }

    private static String type(Principal principal) {
        assertThat(principal.getKey()).isEqualTo(KEY);
        return principal.getType() + " ";
    }
}
