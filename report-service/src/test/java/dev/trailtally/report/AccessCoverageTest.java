package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListAccessCoverageResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessCoverageTest {

    private static final Instant GENERATED = Instant.parse("2025-11-01T00:00:30Z");

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        var iam = new IamRows(fixture);
        iam.unit("r-1", null, "Root");
        iam.unit("ou-1-a", "r-1", "Production");
        iam.unit("ou-1-b", "ou-1-a", "Payments");
        iam.unit("ou-1-c", "r-1", "Payments");
        iam.account(1, "one", "ou-1-a");
        iam.account(2, "two", "ou-1-b");
        iam.account(3, "three", "ou-1-c");
        iam.account(4, "denied", "r-1");
        iam.account(5, "events only", null);
        var first = iam.scan(1, "complete");
        iam.user(1, "ann").evaluatedAt(GENERATED).job(first, "service", "done");
        iam.user(1, "bob").evaluatedAt(GENERATED.plusSeconds(60)).job(first, "service", "done");
        iam.user(1, "eve").job(first, "service", "failed");
        iam.user(1, "gone").deletedAt(GENERATED).job(first, "service", "failed");
        iam.listing(1, "user", GENERATED);
        iam.scan(2, "failed");
        iam.role(2, "Reader").job(iam.scan(2, "complete"), "service", "done");
        iam.scan(3, "complete");
        iam.scan(3, "running");
        iam.scan(4, "failed");
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void anAccountSaysWhatWasCollectedAndWhatFailed() {
        var one = coverage(selection("000000000001")).getAccounts(0);

        assertThat(one.getAccountName()).isEqualTo("one");
        assertThat(one.getEntityCount()).isEqualTo(3);
        assertThat(one.getEvaluatedCount()).isEqualTo(2);
        assertThat(one.getNotEvaluatedCount()).isEqualTo(1);
        assertThat(one.getFailedJobCount()).isEqualTo(1);
        assertThat(one.getOldestGeneratedTime().getSeconds()).isEqualTo(GENERATED.getEpochSecond());
        assertThat(one.getNewestGeneratedTime().getSeconds()).isEqualTo(GENERATED.getEpochSecond() + 60);
        assertThat(one.getListingsList())
                .singleElement()
                .satisfies(listing -> assertThat(listing.getEntityType().name()).isEqualTo("IAM_ENTITY_TYPE_USER"));
        assertThat(one.hasFailure()).isFalse();
    }

    @Test
    void theNewestCollectingOfAnAccountDecidesWhetherItFailed() {
        assertThat(coverage(AccountSelection.getDefaultInstance()).getAccountsList())
                .extracting(
                        AccessCoverage::getAccountId,
                        account -> account.getFailure().getCode())
                .containsExactly(
                        tuple("000000000001", ""),
                        tuple("000000000002", ""),
                        tuple("000000000003", "PENDING"),
                        tuple("000000000004", "AccessDenied"));
        assertThat(coverage(selection("000000000005"))
                        .getAccounts(0)
                        .getFailure()
                        .getCode())
                .isEqualTo("NOT_COLLECTED");
    }

    @Test
    void anOrganizationalUnitStandsForTheAccountsBelowIt() {
        assertThat(accounts(units("r-1"))).containsExactly(1, 2, 3, 4);
        assertThat(accounts(units("Production"))).containsExactly(1, 2);
        assertThat(accounts(units("Payments"))).containsExactly(2, 3);
        assertThat(accounts(units("ou-1-c").toBuilder()
                        .addAccountIds("000000000005")
                        .build()))
                .containsExactly(3, 5);
    }

    @Test
    void whatNoScanHasFoundIsNamed() {
        assertThat(reason(units("Production", "Nowhere"))).isEqualTo("NOT_FOUND UNKNOWN_ORGANIZATIONAL_UNIT Nowhere");
        assertThat(reason(selection("000000000001", "000000000099")))
                .isEqualTo("NOT_FOUND UNKNOWN_ACCOUNT 000000000099");
        assertThat(reason(selection("99"))).isEqualTo("INVALID_ARGUMENT INVALID_FIELD accounts.account_ids[0]");
        assertThat(reason(units(""))).isEqualTo("INVALID_ARGUMENT INVALID_FIELD accounts.organizational_units[0]");
    }

    @Test
    void pagesJoinToTheWhole() {
        var ids = new ArrayList<String>();
        var request = ListAccessCoverageRequest.newBuilder().setPageSize(3);
        do {
            var page = service.access().listAccessCoverage(request.build());
            assertThat(page.getTotalAccountCount()).isEqualTo(4);
            page.getAccountsList().forEach(account -> ids.add(account.getAccountId()));
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        assertThat(ids).containsExactly("000000000001", "000000000002", "000000000003", "000000000004");
    }

    private static ListAccessCoverageResponse coverage(AccountSelection accounts) {
        return service.access()
                .listAccessCoverage(ListAccessCoverageRequest.newBuilder()
                        .setAccounts(accounts)
                        .build());
    }

    private static List<Integer> accounts(AccountSelection accounts) {
        return coverage(accounts).getAccountsList().stream()
                .map(account -> Integer.valueOf(account.getAccountId()))
                .toList();
    }

    private static AccountSelection selection(String... accountIds) {
        return AccountSelection.newBuilder()
                .addAllAccountIds(List.of(accountIds))
                .build();
    }

    private static AccountSelection units(String... units) {
        return AccountSelection.newBuilder()
                .addAllOrganizationalUnits(List.of(units))
                .build();
    }

    private static String reason(AccountSelection accounts) {
        return Failures.reason(() -> coverage(accounts));
    }
}
