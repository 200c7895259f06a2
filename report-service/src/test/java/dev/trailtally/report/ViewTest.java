package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.trailtally.report.v1.AccountView;
import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A narrower request returns less, and what it returns is the same. */
class ViewTest {

    private static final String ACCOUNT_ID = "000000000012";
    private static final String USER = "arn:aws:iam::12:user/user";

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        var from = Instant.parse("2024-02-27T09:00:00Z");
        fixture.store(1, new RandomEvents(12, from, Duration.ofDays(4)).generate(1, 900));
        fixture.store(2, new RandomEvents(13, from, Duration.ofDays(4)).generate(2, 100));
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void aBasicSummaryIsTheFullOneWithoutTheListsWithinIt() {
        var full = summary(GetActivitySummaryRequest.newBuilder());
        var basic = summary(GetActivitySummaryRequest.newBuilder().setView(ActivityView.ACTIVITY_VIEW_BASIC));

        var expected = full.toBuilder();
        expected.getPrincipalsBuilderList()
                .forEach(principal -> principal
                        .clearApiCalls()
                        .clearErrorCodes()
                        .clearServiceErrorCodes()
                        .clearSourceIpAddresses()
                        .clearUserAgents());
        expected.getRegionsBuilderList().forEach(region -> region.clearApiCalls());
        assertThat(full.getPrincipals(0).getUserAgents().getCountsCount()).isPositive();
        assertThat(basic).isEqualTo(expected.build());
    }

    @Test
    void aStreamOfBasicSummariesHasThoseOfTheSingleCalls() {
        var stream = service.organization()
                .streamActivitySummaries(StreamActivitySummariesRequest.newBuilder()
                        .setView(ActivityView.ACTIVITY_VIEW_BASIC)
                        .build());

        for (int i = 0; i < 2; i++) {
            var account = stream.next().getAccount();
            assertThat(account)
                    .isEqualTo(summary(GetActivitySummaryRequest.newBuilder()
                            .setAccountId(account.getScope().getAccountId())
                            .setView(ActivityView.ACTIVITY_VIEW_BASIC)));
        }
        assertThat(stream.next().getTotals().getAnsweredCount()).isEqualTo(2);
    }

    @Test
    void principalsAreChosenByKeyOrDisplayName() {
        var all = summary(GetActivitySummaryRequest.newBuilder());
        var chosen = summary(GetActivitySummaryRequest.newBuilder()
                .addPrincipals(USER + "1")
                .addPrincipals("12:u/user3")
                .addPrincipals("arn:aws:iam::13:user/user1")
                .addPrincipals("nobody"));

        var expected = all.getPrincipalsList().stream()
                .filter(principal -> List.of(USER + "1", USER + "3")
                        .contains(principal.getPrincipal().getKey()))
                .toList();
        assertThat(expected).hasSize(2);
        assertThat(chosen.getPrincipalsList()).isEqualTo(expected);
        assertThat(chosen.getEventCount())
                .isEqualTo(expected.stream()
                        .mapToLong(PrincipalActivity::getEventCount)
                        .sum());
        assertThat(chosen.getPrincipalRemainder().getValueCount()).isZero();
        assertThat(chosen.getRegionsCount()).isZero();
    }

    @Test
    void whereNoPrincipalIsKnownNothingIsCounted() {
        var none = summary(GetActivitySummaryRequest.newBuilder().addPrincipals("nobody"));

        assertThat(none.getEventCount()).isZero();
        assertThat(none.getPrincipalsCount()).isZero();
        assertThat(Failures.message(
                        () -> summary(GetActivitySummaryRequest.newBuilder().addPrincipals(""))))
                .isEqualTo("principals[0]: \"\"; a value is required");
    }

    @Test
    void basicAccountsAreTheFullOnesWithoutCoverage() {
        var full = service.reports().listAccounts(ListAccountsRequest.getDefaultInstance());
        var basic = service.reports()
                .listAccounts(ListAccountsRequest.newBuilder()
                        .setView(AccountView.ACCOUNT_VIEW_BASIC)
                        .build());

        var expected = full.toBuilder();
        expected.getAccountsBuilderList().forEach(account -> account.clearCoverage());
        assertThat(full.getAccounts(0).hasCoverage()).isTrue();
        assertThat(basic).isEqualTo(expected.build());
    }

    @Test
    void aReadMaskReturnsTheFieldsThatItNamesAndReadsNoOther() throws SQLException {
        var full = organization();
        fixture.execute(
                "revoke select on principal_day, principal_month, error_day, error_month from trailtally_report");
        try {
            assertThat(organization("services", "scope"))
                    .isEqualTo(GetOrganizationSummaryResponse.newBuilder()
                            .setServices(full.getServices())
                            .setScope(full.getScope())
                            .build());
            assertThat(organization("event_count"))
                    .isEqualTo(GetOrganizationSummaryResponse.newBuilder()
                            .setEventCount(full.getEventCount())
                            .build());
        } finally {
            fixture.execute(
                    "grant select on principal_day, principal_month, error_day, error_month to trailtally_report");
        }
        assertThat(organization("*")).isEqualTo(full);
    }

    @Test
    void anUnknownPathOfAReadMaskIsRefused() {
        assertThat(Failures.message(() -> organization("services", "services.counts")))
                .isEqualTo("read_mask.paths[1]: \"services.counts\"; allowed are scope, event_count, failed_count, "
                        + "accounts, account_remainder, services, principals, principal_remainder, error_codes, "
                        + "denied_actions, shared_event_count and *");
    }

    private static GetActivitySummaryResponse summary(GetActivitySummaryRequest.Builder request) {
        if (request.getAccountId().isEmpty()) {
            request.setAccountId(ACCOUNT_ID);
        }
        return service.reports().getActivitySummary(request.build());
    }

    private static GetOrganizationSummaryResponse organization(String... paths) {
        return service.organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                        .setReadMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
                        .build());
    }
}
