package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.ActionPermissionUsage;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListPermissionUsageRequest;
import dev.trailtally.report.v1.PermissionUsage;
import dev.trailtally.report.v1.ServicePermissionUsage;
import dev.trailtally.report.v1.SourceDifference;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PermissionUsageTest {

    private static final Instant NOON = Instant.parse("2025-03-10T12:00:00Z");
    private static final Instant GENERATED = Instant.parse("2025-04-02T00:00:00Z");

    private static final SourceDifference UNSPECIFIED = SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED;

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        var iam = new IamRows(fixture);
        iam.account(12, "Audit", null);
        iam.account(13, "No events", null);
        var ann = iam.user(12, "ann").actionsEvaluatedAt(GENERATED);
        ann.service("s3", GENERATED, NOON)
                .action("s3", "GetBucketPolicy", GENERATED, NOON)
                .action("s3", "PutBucketPolicy", GENERATED, null)
                .service("sqs", GENERATED, NOON)
                .service("sns", GENERATED, null)
                .service("cloudwatch", GENERATED.plusSeconds(60), NOON.minusSeconds(90L * 86_400))
                .service("kms", GENERATED, null)
                .service("old", GENERATED, NOON.minusSeconds(90L * 86_400));
        iam.user(12, "bob");
        iam.role(12, "Idle").evaluatedAt(GENERATED);
        iam.policy(12, "Wide")
                .evaluatedAt(GENERATED)
                .said("kms", "CreateKey", GENERATED.minusSeconds(60), GENERATED, NOON);
        iam.user(13, "eve").evaluatedAt(GENERATED).service("s3", GENERATED, NOON);
        var calls = new Calls(12, ann.arn());
        calls.add("s3", "GetBucketPolicy", NOON, "");
        calls.add("s3", "GetBucketPolicy", NOON.plusSeconds(60), "AccessDenied");
        calls.add("s3", "GetBucketPolicy", NOON.plusSeconds(120), "NoSuchBucketPolicy");
        calls.add("s3", "CopyObject", NOON.plusSeconds(86_400), "");
        calls.add("monitoring", "PutMetricData", NOON, "");
        calls.add("kms", "Decrypt", NOON, "");
        calls.add("kms", "CreateKey", NOON, "");
        calls.add("iam", "ListUsers", NOON, "Client.UnauthorizedOperation");
        calls.add("sts", "GetCallerIdentity", NOON, "");
        calls.add("x\"y\\z", "Odd\"Name\\\n", NOON, "");
        calls.of("arn:aws:iam::000000000012:user/bob").add("ec2", "RunInstances", NOON.plusSeconds(30L * 86_400), "");
        fixture.store(1, calls.events());
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void theServicesOfBothSourcesAreJoined() {
        var ann = principal("ann", ListPermissionUsageRequest.newBuilder());

        assertThat(ann.getEvaluation()).isEqualTo(Evaluation.EVALUATION_EVALUATED);
        assertThat(ann.getGeneratedTime()).isEqualTo(timestamp(GENERATED));
        assertThat(ann.getServicesList())
                .extracting(ServicePermissionUsage::getServiceNamespace)
                .containsExactly("cloudwatch", "iam", "kms", "old", "s3", "sns", "sqs", "sts", "");
        var s3 = service(ann, "s3");
        assertThat(s3.getServiceName()).isEqualTo("Amazon s3");
        assertThat(s3.getState()).isEqualTo(AccessState.ACCESS_STATE_ACCESSED);
        assertThat(s3.getLastAuthenticated()).isEqualTo(timestamp(NOON));
        assertThat(s3.getEventSourcesList()).containsExactly("s3.amazonaws.com");
        assertThat(List.of(s3.getEventCount(), s3.getFailedCount(), s3.getDeniedCount()))
                .containsExactly(4L, 2L, 1L);
        assertThat(s3.getFirstEventTime()).isEqualTo(timestamp(NOON));
        assertThat(s3.getLastEventTime()).isEqualTo(timestamp(NOON.plusSeconds(86_400)));
        assertThat(service(ann, "cloudwatch").getEventSourcesList()).containsExactly("monitoring.amazonaws.com");
        assertThat(service(ann, "").getEventSourcesList()).containsExactly("x\"y\\z");
        assertThat(s3.getActionsList()).isEmpty();
    }

    @Test
    void differencesOfTheSourcesAreShown() {
        var ann = principal("ann", ListPermissionUsageRequest.newBuilder());
        var bob = principal("bob", ListPermissionUsageRequest.newBuilder());

        assertThat(difference(ann, "s3")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED);
        assertThat(difference(ann, "sns")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED);
        assertThat(difference(ann, "old")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED);
        assertThat(difference(ann, "sqs")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_ONLY_IAM);
        assertThat(difference(ann, "kms")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_ONLY_CLOUDTRAIL);
        assertThat(difference(ann, "cloudwatch")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_ONLY_CLOUDTRAIL);
        assertThat(difference(ann, "iam")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_NOT_ALLOWED);
        assertThat(service(ann, "iam").getState()).isEqualTo(AccessState.ACCESS_STATE_NOT_ALLOWED);
        assertThat(bob.getEvaluation()).isEqualTo(Evaluation.EVALUATION_NOT_EVALUATED);
        assertThat(service(bob, "ec2").getState()).isEqualTo(AccessState.ACCESS_STATE_NOT_EVALUATED);
        assertThat(difference(bob, "ec2")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_NOT_EVALUATED);
    }

    @Test
    void whatCannotBeComparedIsNoDifference() {
        var ann = principal("ann", ListPermissionUsageRequest.newBuilder().setIncludeActions(true));

        assertThat(difference(ann, "sts")).as("calls without permission").isEqualTo(UNSPECIFIED);
        assertThat(service(ann, "sts").getState()).isEqualTo(AccessState.ACCESS_STATE_NOT_ALLOWED);
        assertThat(service(ann, "sts").getActions(0).getState()).isEqualTo(AccessState.ACCESS_STATE_UNSPECIFIED);
        assertThat(difference(ann, "")).as("no name of IAM").isEqualTo(UNSPECIFIED);
        assertThat(service(ann, "").getState()).isEqualTo(AccessState.ACCESS_STATE_UNSPECIFIED);
        assertThat(service(ann, "").getActions(0).getState()).isEqualTo(AccessState.ACCESS_STATE_UNSPECIFIED);
    }

    @Test
    void actionsThatIamDoesNotNameAreNotAllUntracked() {
        var ann = principal("ann", ListPermissionUsageRequest.newBuilder().setIncludeActions(true));

        assertThat(service(ann, "kms").getActionsList())
                .extracting(ActionPermissionUsage::getActionName, ActionPermissionUsage::getState)
                .containsExactly(
                        tuple("CreateKey", AccessState.ACCESS_STATE_NEVER_ACCESSED),
                        tuple("Decrypt", AccessState.ACCESS_STATE_NOT_TRACKED));
        assertThat(service(ann, "cloudwatch").getActions(0).getState())
                .as("first allowed after the report of actions")
                .isEqualTo(AccessState.ACCESS_STATE_NOT_EVALUATED);
    }

    @Test
    void anAccountWithoutEventsLeavesIamAlone() {
        var eve = principals(ListPermissionUsageRequest.newBuilder()).getLast();

        assertThat(eve.getAccountId()).isEqualTo("000000000013");
        assertThat(eve.hasObserved()).isFalse();
        assertThat(difference(eve, "s3")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_ONLY_IAM);
    }

    @Test
    void actionsStandBesideTheirEvents() {
        var ann = principal("ann", ListPermissionUsageRequest.newBuilder().setIncludeActions(true));

        assertThat(service(ann, "s3").getActionsList())
                .extracting(
                        ActionPermissionUsage::getActionName,
                        ActionPermissionUsage::getEventName,
                        ActionPermissionUsage::getState,
                        ActionPermissionUsage::getEventCount,
                        ActionPermissionUsage::getDeniedCount)
                .containsExactly(
                        tuple("GetBucketPolicy", "GetBucketPolicy", AccessState.ACCESS_STATE_ACCESSED, 3L, 1L),
                        tuple("GetObject", "CopyObject", AccessState.ACCESS_STATE_NOT_TRACKED, 1L, 0L),
                        tuple("PutBucketPolicy", "", AccessState.ACCESS_STATE_NEVER_ACCESSED, 0L, 0L),
                        tuple("PutObject", "CopyObject", AccessState.ACCESS_STATE_NOT_TRACKED, 1L, 0L));
        assertThat(service(ann, "").getActionsList()).singleElement().satisfies(odd -> {
            assertThat(odd.getActionName()).isEmpty();
            assertThat(odd.getEventName()).isEqualTo("Odd\"Name\\\n");
        });
    }

    @Test
    void anIntervalIsMovedOutwardsToWholeDays() {
        var interval = Interval.newBuilder()
                .setStartTime(timestamp(NOON.plusSeconds(86_400)))
                .setEndTime(timestamp(NOON.plusSeconds(86_401)));
        var ann = principal("ann", ListPermissionUsageRequest.newBuilder().setInterval(interval));

        assertThat(ann.getObserved())
                .isEqualTo(Interval.newBuilder()
                        .setStartTime(timestamp(Instant.parse("2025-03-11T00:00:00Z")))
                        .setEndTime(timestamp(Instant.parse("2025-03-12T00:00:00Z")))
                        .build());
        assertThat(service(ann, "s3").getEventCount()).isEqualTo(1);
        assertThat(difference(ann, "s3")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_ONLY_CLOUDTRAIL);
        assertThat(difference(ann, "sqs")).isEqualTo(SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED);
    }

    @Test
    void pagesJoinToTheWholeByAccountAndArn() {
        var request = ListPermissionUsageRequest.newBuilder().setIncludeActions(true);
        var whole = principals(request.clone());
        var joined = new ArrayList<PermissionUsage>();
        request.setPageSize(1);
        do {
            var page = service.access().listPermissionUsage(request.build());
            joined.addAll(page.getPrincipalsList());
            assertThat(page.getScope().getEntityCount()).isEqualTo(4);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        assertThat(joined).isEqualTo(whole);
        assertThat(whole)
                .extracting(principal ->
                        principal.getAccountId() + " " + principal.getEntity().getName())
                .containsExactly("000000000012 Idle", "000000000012 ann", "000000000012 bob", "000000000013 eve");
    }

    @Test
    void aPageEndsEarlyAfterTwentyThousandActions() throws SQLException {
        try (var large = Fixture.create()) {
            var iam = new IamRows(large);
            iam.account(12, "Audit", null);
            for (var name : List.of("a", "b", "c", "d")) {
                iam.user(12, name).actionsEvaluatedAt(GENERATED).service("s3", GENERATED, NOON);
            }
            large.execute("""
                    insert into tracked_action (action_name)
                    select 'Action' || number
                    from generate_series(1, 9000) number;
                    insert into last_accessed (account_id, entity_id, service_ref, tracked_action_ref, generated_at,
                      change)
                    select account_id, entity_id, service_namespace.id, tracked_action.id, '2025-04-02T00:00:00Z',
                      'first_report'
                    from iam_entity, service_namespace, tracked_action
                    where service_namespace = 's3'
                    and action_name <> ''
                    """);
            try (var running = RunningService.on(large.database())) {
                var request = ListPermissionUsageRequest.newBuilder().setIncludeActions(true);
                var first = running.access().listPermissionUsage(request.build());
                request.setPageToken(first.getNextPageToken());
                var second = running.access().listPermissionUsage(request.build());

                assertThat(first.getPrincipalsList())
                        .extracting(principal -> principal.getEntity().getName())
                        .containsExactly("a", "b");
                assertThat(second.getPrincipalsList())
                        .extracting(principal -> principal.getEntity().getName())
                        .containsExactly("c", "d");
                assertThat(second.getNextPageToken()).isEmpty();
            }
        }
    }

    @Test
    void whatIsNoPrincipalIsRefused() {
        var policies = ListPermissionUsageRequest.newBuilder();
        policies.getEntitiesBuilder().addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_GROUP);
        var nobody = ListPermissionUsageRequest.newBuilder();
        nobody.getEntitiesBuilder().addArns("arn:aws:iam::000000000012:user/nobody");
        var nowhere = ListPermissionUsageRequest.newBuilder();
        nowhere.getAccountsBuilder().addAccountIds("999999999999");

        assertThat(ReportServiceTest.reason(() -> principals(policies))).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
        assertThat(ReportServiceTest.reason(() -> principals(nobody))).isEqualTo("NOT_FOUND UNKNOWN_ENTITY");
        assertThat(ReportServiceTest.reason(() -> principals(nowhere))).isEqualTo("NOT_FOUND UNKNOWN_ACCOUNT");
    }

    private static List<PermissionUsage> principals(ListPermissionUsageRequest.Builder request) {
        return service.access().listPermissionUsage(request.build()).getPrincipalsList();
    }

    private static PermissionUsage principal(String name, ListPermissionUsageRequest.Builder request) {
        request.getEntitiesBuilder().addArns("arn:aws:iam::000000000012:user/" + name);
        return principals(request).getFirst();
    }

    private static ServicePermissionUsage service(PermissionUsage principal, String namespace) {
        return principal.getServicesList().stream()
                .filter(usage -> usage.getServiceNamespace().equals(namespace))
                .findFirst()
                .orElseThrow();
    }

    private static SourceDifference difference(PermissionUsage principal, String namespace) {
        return service(principal, namespace).getDifference();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
    }
}
