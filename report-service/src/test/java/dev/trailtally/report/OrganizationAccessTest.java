package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trailtally.report.account.CompleteUntilAges;
import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EntityFilter;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The account that requests the organization's reports is also collected itself. */
class OrganizationAccessTest {

    private static final Instant GENERATED = Instant.parse("2025-11-01T00:00:30Z");
    private static final Instant USED = Instant.parse("2025-10-01T12:00:00Z");
    private static final String ROOT = "o-1/r-1";

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        var iam = new IamRows(fixture);
        for (long accountId = 1; accountId <= 4; accountId++) {
            iam.account(accountId, "account", null);
        }
        iam.scan(1, "complete");
        var scan = iam.scan(1, "organization", "failed");
        iam.entity(1, "organizations_entity", ROOT, "Root")
                .evaluatedAt(GENERATED)
                .job(scan, "service", "done")
                .service("s3", GENERATED, USED);
        iam.entity(1, "organizations_entity", ROOT + "#p-1", "Root")
                .evaluatedAt(GENERATED)
                .service("sqs", GENERATED, null);
        iam.scan(2, "failed");
        iam.scan(2, "organization", "complete");
        iam.scan(3, "complete");
        iam.scan(3, "organization", "cancelled");
        var cancelled = iam.scan(3, "complete");
        iam.user(3, "ann").job(cancelled, "service", "cancelled");
        iam.scan(4, "organization", "running");
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void reportsOfTheOrganizationDoNotStandForTheAccountsOwn() {
        var all = AccountSelection.newBuilder();
        for (int accountId = 1; accountId <= 4; accountId++) {
            all.addAccountIds("%012d".formatted(accountId));
        }
        var response = service.access()
                .listAccessCoverage(
                        ListAccessCoverageRequest.newBuilder().setAccounts(all).build());

        assertThat(response.getAccountsList())
                .extracting(
                        AccessCoverage::getAccountId,
                        account -> account.getFailure().getCode(),
                        account -> account.getOrganizationFailure().getCode())
                .containsExactly(
                        tuple("000000000001", "", "AccessDenied"),
                        tuple("000000000002", "AccessDenied", ""),
                        tuple("000000000003", "", "CANCELLED"),
                        tuple("000000000004", "NOT_COLLECTED", "PENDING"));
        assertThat(response.getAccounts(0).getOrganizationFailure().getNextStep())
                .isEqualTo("Allow it.");
    }

    @Test
    void reportsOfTheOrganizationNeitherSelectNorCompleteAnAccount() {
        var scope = list(EntityFilter.getDefaultInstance()).getScope();

        assertThat(scope.getAccountCount()).as("not 4").isEqualTo(3);
        assertThat(scope.getIncompleteAccountCount())
                .as("2 failed, 3 has a cancelled job")
                .isEqualTo(2);
    }

    @Test
    void entitiesOfTheOrganizationAreKeptApartByPolicy() {
        var response = list(EntityFilter.newBuilder()
                .addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY)
                .build());

        assertThat(response.getEntitiesList())
                .extracting(
                        entity -> entity.getEntity().getArn(),
                        entity -> entity.getEntity().getOrganizationsPolicyId(),
                        entity -> entity.getServicesLastAccessed(0).getServiceNamespace())
                .containsExactly(tuple(ROOT, "", "s3"), tuple(ROOT + "#p-1", "p-1", "sqs"));
        assertThat(response.getEntities(0).getServicesLastAccessed(0).getLastAuthenticatedEntity())
                .isEqualTo(ROOT);
        assertThat(list(EntityFilter.newBuilder().addArns(ROOT + "#p-1").build())
                        .getEntitiesList())
                .containsExactly(response.getEntities(1));
    }

    @Test
    void entitiesOfTheOrganizationAreHiddenFromCallersOfSomeAccounts() {
        try (var limited = RunningService.onlyFor(fixture.database(), "000000000001")) {
            var ofOrganization = EntityFilter.newBuilder()
                    .addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY)
                    .build();
            var named = EntityFilter.newBuilder().addArns(ROOT + "#p-1").build();
            for (var filter : List.of(ofOrganization, named, EntityFilter.getDefaultInstance())) {
                var response = list(limited, filter);
                assertThat(response.getEntitiesList())
                        .as("entities of %s", filter)
                        .isEmpty();
                assertThat(response.getScope().getEntityCount())
                        .as("entity_count of %s", filter)
                        .isZero();
            }
        }
    }

    @Test
    void textsOfAwsNameNoAccountThatTheCallerMayNotSee() throws SQLException {
        fixture.execute("""
                update scan_unit
                set failure_message = 'arn:aws:sts::999999999999:assumed-role/Audit may not read 000000000002',
                  next_step = 'Ask 999999999999.'
                where account_id = 2
                and state = 'failed'
                """);
        var request = ListAccessCoverageRequest.newBuilder()
                .setAccounts(AccountSelection.newBuilder().addAccountIds("000000000002"))
                .build();
        try (var limited = RunningService.onlyFor(fixture.database(), "000000000002")) {
            var failure =
                    limited.access().listAccessCoverage(request).getAccounts(0).getFailure();
            assertThat(failure.getMessage())
                    .isEqualTo("arn:aws:sts::************:assumed-role/Audit may not read 000000000002");
            assertThat(failure.getNextStep()).isEqualTo("Ask ************.");
        }
        assertThat(service.access()
                        .listAccessCoverage(request)
                        .getAccounts(0)
                        .getFailure()
                        .getMessage())
                .as("for a caller of all accounts")
                .contains("999999999999");
    }

    @Test
    void metricsMeasureEveryAccountWithoutACall() {
        service.context().getBean(CompleteUntilAges.class).read();

        assertThat(service.context()
                        .getBean(MeterRegistry.class)
                        .get("trailtally.complete.until.age")
                        .meters())
                .extracting(meter -> meter.getId().getTag("account"))
                .containsExactlyInAnyOrder("000000000001", "000000000002", "000000000003", "000000000004");
    }

    @Test
    void aCancelledJobIsAFailureWithANextStep() {
        var ann = list(EntityFilter.newBuilder()
                        .addArns("arn:aws:iam::000000000003:user/ann")
                        .build())
                .getEntities(0);

        assertThat(ann.getJobStatus()).isEqualTo("FAILED");
        assertThat(ann.getError().getCode()).isEqualTo("CANCELLED");
        assertThat(ann.getError().getNextStep()).isEqualTo("Start another scan.");
    }

    private static ListLastAccessedResponse list(EntityFilter filter) {
        return list(service, filter);
    }

    private static ListLastAccessedResponse list(RunningService service, EntityFilter filter) {
        return service.access()
                .listLastAccessed(
                        ListLastAccessedRequest.newBuilder().setEntities(filter).build());
    }
}
