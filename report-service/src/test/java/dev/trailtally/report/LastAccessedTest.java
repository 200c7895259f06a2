package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EntityFilter;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ServiceLastAccessed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LastAccessedTest {

    private static final Instant GENERATED = Instant.parse("2025-11-01T00:00:30Z");
    private static final Instant USED = Instant.parse("2025-10-01T12:00:00Z");

    private static Fixture fixture;
    private static IamRows iam;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        iam = new IamRows(fixture);
        var first = iam.scan(1, "complete");
        var second = iam.scan(1, "complete");
        iam.user(1, "ann")
                .actionsEvaluatedAt(GENERATED)
                .job(first, "action", "done")
                .service("s3", GENERATED, USED)
                .action("s3", "GetBucketPolicy", GENERATED, USED)
                .action("s3", "DeleteBucket", GENERATED, null)
                .service("sqs", GENERATED, null)
                .service("sns", GENERATED.plusSeconds(60), null)
                .said("ec2", "", GENERATED.minusSeconds(60), GENERATED, USED)
                .grantedBy("s3", "storage")
                .grantedBy("s3", "admin");
        iam.user(1, "bob").evaluatedAt(GENERATED).job(first, "service", "done").job(second, "service", "failed");
        iam.user(1, "eve").job(first, "service", "running");
        iam.user(1, "gone").deletedAt(GENERATED).evaluatedAt(GENERATED).service("s3", GENERATED, USED);
        var policy = iam.policy(2, "storage").evaluatedAt(GENERATED).service("s3", GENERATED, USED);
        policy.usedBy("s3", "arn:aws:iam::000000000002:user/early", USED.minusSeconds(9));
        policy.usedBy("s3", "arn:aws:iam::000000000002:user/late", USED);
        iam.role(2, "Reader");
        iam.scan(3, "failed");
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void accessedAndNeverAccessedServicesAreThoseAllowedNow() {
        var ann = only(filter("arn:aws:iam::000000000001:user/ann"), "");

        assertThat(ann.getEvaluation()).isEqualTo(Evaluation.EVALUATION_EVALUATED);
        assertThat(ann.getJobStatus()).isEqualTo("COMPLETED");
        assertThat(ann.getJobType()).isEqualTo("ACTION_LEVEL");
        assertThat(ann.getTrackedFrom().getSeconds())
                .isEqualTo(GENERATED.minus(Duration.ofDays(400)).getEpochSecond());
        assertThat(ann.getCompleteUntil().getSeconds())
                .isEqualTo(GENERATED.minus(Duration.ofHours(4)).getEpochSecond());
        assertThat(ann.getServicesLastAccessedList())
                .extracting(
                        ServiceLastAccessed::getServiceNamespace,
                        ServiceLastAccessed::getState,
                        ServiceLastAccessed::getActionsState,
                        ServiceLastAccessed::getTotalAuthenticatedEntities)
                .containsExactly(
                        tuple("s3", AccessState.ACCESS_STATE_ACCESSED, AccessState.ACCESS_STATE_ACCESSED, 1),
                        tuple(
                                "sns",
                                AccessState.ACCESS_STATE_NEVER_ACCESSED,
                                AccessState.ACCESS_STATE_NOT_EVALUATED,
                                0),
                        tuple("sqs", AccessState.ACCESS_STATE_NEVER_ACCESSED, AccessState.ACCESS_STATE_NOT_TRACKED, 0));
        var s3 = ann.getServicesLastAccessed(0);
        assertThat(s3.getServiceName()).isEqualTo("Amazon s3");
        assertThat(s3.getLastAuthenticated().getSeconds()).isEqualTo(USED.getEpochSecond());
        assertThat(s3.getLastAuthenticatedEntity()).isEqualTo("arn:aws:iam::000000000001:user/ann");
        assertThat(s3.getLastAuthenticatedRegion()).isEqualTo("eu-central-1");
        assertThat(s3.getTrackedActionsLastAccessedList()).isEmpty();
        assertThat(s3.getGrantingPoliciesList()).isEmpty();
    }

    @Test
    void aServiceAskedForIsNotAllowedOrNotEvaluatedWhereNothingIsSaidOfIt() {
        assertThat(only(filter("arn:aws:iam::000000000001:user/ann"), "ec2").getServicesLastAccessedList())
                .singleElement()
                .satisfies(ec2 -> {
                    assertThat(ec2.getServiceName()).isEqualTo("Amazon ec2");
                    assertThat(ec2.getState()).isEqualTo(AccessState.ACCESS_STATE_NOT_ALLOWED);
                    assertThat(ec2.getActionsState()).isEqualTo(AccessState.ACCESS_STATE_NOT_ALLOWED);
                });
        assertThat(only(filter("arn:aws:iam::000000000001:user/eve"), "s3")
                        .getServicesLastAccessed(0)
                        .getState())
                .isEqualTo(AccessState.ACCESS_STATE_NOT_EVALUATED);
    }

    @Test
    void aFailedJobIsToldBesideTheReportBeforeIt() {
        var bob = only(filter("arn:aws:iam::000000000001:user/bob"), "");

        assertThat(bob.getEvaluation()).isEqualTo(Evaluation.EVALUATION_EVALUATED);
        assertThat(bob.getServicesLastAccessedList()).isEmpty();
        assertThat(bob.getJobStatus()).isEqualTo("FAILED");
        assertThat(bob.getError().getCode()).isEqualTo("InternalFailure");
        var eve = only(filter("arn:aws:iam::000000000001:user/eve"), "");
        assertThat(eve.getEvaluation()).isEqualTo(Evaluation.EVALUATION_NOT_EVALUATED);
        assertThat(eve.getJobStatus()).isEqualTo("IN_PROGRESS");
        assertThat(eve.hasGeneratedTime()).isFalse();
        var reader = only(filter("arn:aws:iam::000000000002:role/Reader"), "");
        assertThat(reader.getJobStatus()).isEmpty();
    }

    @Test
    void actionsAccessorsAndPoliciesAreThereWhereAskedFor() {
        var request = ListLastAccessedRequest.newBuilder()
                .setIncludeActions(true)
                .setIncludeAccessors(true)
                .setIncludeGrantingPolicies(true)
                .addServiceNamespaces("s3");
        var ann = list(request.setEntities(filter("arn:aws:iam::000000000001:user/ann")))
                .getEntities(0)
                .getServicesLastAccessed(0);
        assertThat(ann.getTrackedActionsLastAccessedList())
                .extracting(action -> action.getActionName() + " " + action.getState())
                .containsExactly("DeleteBucket ACCESS_STATE_NEVER_ACCESSED", "GetBucketPolicy ACCESS_STATE_ACCESSED");
        assertThat(ann.getGrantingPoliciesList())
                .extracting(policy -> policy.getPolicyName() + " " + policy.getPolicyType())
                .containsExactly("admin MANAGED", "storage MANAGED");
        var policy = list(request.setEntities(filter("arn:aws:iam::000000000002:policy/storage")))
                .getEntities(0)
                .getServicesLastAccessed(0);
        assertThat(policy.getAccessorsList())
                .extracting(accessor -> accessor.getArn())
                .containsExactly("arn:aws:iam::000000000002:user/late", "arn:aws:iam::000000000002:user/early");
    }

    @Test
    void theScopeCountsWhatIsNotKnown() {
        var scope = list(ListLastAccessedRequest.newBuilder()).getScope();

        assertThat(scope.getAccountCount()).isEqualTo(3);
        assertThat(scope.getIncompleteAccountCount())
                .as("1 has a failed job, 2 no scan")
                .isEqualTo(3);
        assertThat(scope.getEntityCount()).isEqualTo(5);
        assertThat(scope.getNotEvaluatedCount()).isEqualTo(2);
        assertThat(scope.getOldestGeneratedTime().getSeconds()).isEqualTo(GENERATED.getEpochSecond());
    }

    @Test
    void pagesGoOnBehindTheLastEntityWhateverComesBetween() throws SQLException {
        var request = ListLastAccessedRequest.newBuilder().setPageSize(2);
        var arns = new ArrayList<>(arns(request));
        iam.user(1, "aaa").deletedAt(GENERATED);
        iam.user(1, "dan").deletedAt(GENERATED);
        request.setPageToken(list(request).getNextPageToken());
        arns.addAll(arns(request));
        request.setPageToken(list(request).getNextPageToken());
        arns.addAll(arns(request));

        assertThat(arns)
                .containsExactly(
                        "arn:aws:iam::000000000001:user/ann",
                        "arn:aws:iam::000000000001:user/bob",
                        "arn:aws:iam::000000000001:user/eve",
                        "arn:aws:iam::000000000002:policy/storage",
                        "arn:aws:iam::000000000002:role/Reader");
        assertThat(list(request).getNextPageToken()).isEmpty();
    }

    @Test
    void deletedEntitiesAreReportedWhereAskedFor() {
        var users = EntityFilter.newBuilder().addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_USER);

        assertThat(arns(ListLastAccessedRequest.newBuilder().setEntities(users)))
                .hasSize(3);
        assertThat(arns(ListLastAccessedRequest.newBuilder().setEntities(users.setIncludeDeleted(true))))
                .contains("arn:aws:iam::000000000001:user/gone");
        assertThat(only(filter("arn:aws:iam::000000000001:user/gone"), "")
                        .getEntity()
                        .hasDeletedTime())
                .isTrue();
    }

    @Test
    void whatCannotBeAnsweredNamesTheFieldAndTheValue() {
        assertThat(Failures.reason(() -> only(filter("arn:aws:iam::000000000001:user/nobody"), "")))
                .isEqualTo("NOT_FOUND UNKNOWN_ENTITY arn:aws:iam::000000000001:user/nobody");
        var elsewhere = ListLastAccessedRequest.newBuilder()
                .setEntities(filter("arn:aws:iam::000000000001:user/ann"))
                .setAccounts(AccountSelection.newBuilder().addAccountIds("000000000002"));
        assertThat(Failures.reason(() -> list(elsewhere))).startsWith("NOT_FOUND UNKNOWN_ENTITY");
        var types = EntityFilter.newBuilder().addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_UNSPECIFIED);
        assertThat(Failures.message(
                        () -> list(ListLastAccessedRequest.newBuilder().setEntities(types))))
                .contains("entities.entity_types[0]", "IAM_ENTITY_TYPE_UNSPECIFIED", "IAM_ENTITY_TYPE_ROLE");
        assertThat(Failures.message(
                        () -> list(ListLastAccessedRequest.newBuilder().setPageSize(1_001))))
                .isEqualTo("page_size: 1001; 1 to 1000 are allowed");
        assertThat(Failures.message(
                        () -> list(ListLastAccessedRequest.newBuilder().addServiceNamespaces(""))))
                .startsWith("service_namespaces[0]");
        assertThat(Failures.message(
                        () -> list(ListLastAccessedRequest.newBuilder().setPageToken("x"))))
                .startsWith("page_token");
    }

    private static EntityFilter filter(String arn) {
        return EntityFilter.newBuilder().addArns(arn).build();
    }

    /** An empty namespace asks for all services. */
    private static EntityLastAccessed only(EntityFilter filter, String namespace) {
        return list(ListLastAccessedRequest.newBuilder()
                        .setEntities(filter)
                        .addAllServiceNamespaces(namespace.isEmpty() ? List.of() : List.of(namespace)))
                .getEntities(0);
    }

    private static List<String> arns(ListLastAccessedRequest.Builder request) {
        return list(request).getEntitiesList().stream()
                .map(entity -> entity.getEntity().getArn())
                .toList();
    }

    private static ListLastAccessedResponse list(ListLastAccessedRequest.Builder request) {
        return service.access().listLastAccessed(request.build());
    }
}
