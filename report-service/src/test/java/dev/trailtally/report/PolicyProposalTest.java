package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.OmissionReason;
import dev.trailtally.report.v1.OmittedCall;
import dev.trailtally.report.v1.ProposePolicyRequest;
import dev.trailtally.report.v1.ProposePolicyResponse;
import dev.trailtally.report.v1.ProposedAction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyProposalTest {

    private static final Instant NOON = Instant.parse("2025-03-10T12:00:00Z");
    private static final String ROLE = "arn:aws:iam::000000000012:role/";
    private static final String ACCOUNT_ID = "000000000012";

    private static final List<String> DENIALS = List.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedOperation",
            "Client.UnauthorizedOperation",
            "UnauthorizedException",
            "NotAuthorizedException",
            "AuthorizationError",
            "ForbiddenException",
            "KMSAccessDeniedException",
            "Client.AuthFailure",
            "ExpiredTokenException");

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        var iam = new IamRows(fixture);
        iam.account(12, "Audit", null);
        iam.role(12, "Idle").evaluatedAt(NOON).service("s3", NOON, NOON);
        var calls = new Calls(12, ROLE + "Busy");
        calls.add("s3", "ListObjects", NOON, "");
        calls.add("s3", "HeadBucket", NOON.plusSeconds(60), "");
        calls.add("s3", "HeadBucket", NOON.plusSeconds(90), "AccessDenied");
        calls.add("s3", "GetBucketPolicy", NOON, "NoSuchBucketPolicy");
        calls.add("s3", "DeleteBucket", NOON, "AccessDenied");
        calls.add("sts", "GetCallerIdentity", NOON, "");
        calls.add("monitoring", "PutMetricData", NOON.plusSeconds(40L * 86_400), "");
        calls.add("kms", "RotateKey", NOON, "");
        calls.add("x\"y\\z", "Odd\"Name\\\n", NOON, "");
        var denied = calls.of(ROLE + "Denied \"\\");
        DENIALS.forEach(code -> denied.add("ec2", "RunInstances", NOON, code));
        fixture.store(1, calls.events());
        var elsewhere = new Calls(13, ROLE + "Elsewhere");
        elsewhere.add("s3", "ListObjects", NOON, "");
        fixture.store(2, elsewhere.events());
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void thePolicyAllowsWhatWasSeenByServiceInOrder() {
        var policy = propose(ROLE + "Busy");

        assertThat(policy.getPolicyDocument()).isEqualTo("""
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Sid": "Cloudwatch",
                      "Effect": "Allow",
                      "Action": [
                        "cloudwatch:PutMetricData"
                      ],
                      "Resource": "*"
                    },
                    {
                      "Sid": "S3",
                      "Effect": "Allow",
                      "Action": [
                        "s3:GetBucketPolicy",
                        "s3:ListBucket"
                      ],
                      "Resource": "*"
                    }
                  ]
                }
                """);
        assertThat(policy.getActionsList())
                .extracting(ProposedAction::getAction, ProposedAction::getEventName, ProposedAction::getEventCount)
                .containsExactly(
                        tuple("cloudwatch:PutMetricData", "PutMetricData", 1L),
                        tuple("s3:GetBucketPolicy", "GetBucketPolicy", 1L),
                        tuple("s3:ListBucket", "HeadBucket", 1L),
                        tuple("s3:ListBucket", "ListObjects", 1L));
        assertThat(policy.getActions(2).getLastEventTime().getSeconds())
                .isEqualTo(NOON.plusSeconds(60).getEpochSecond());
        assertThat(policy.getMapping()).startsWith("botocore ");
    }

    @Test
    void whatIsLeftOutIsListedWithItsReason() {
        assertThat(propose(ROLE + "Busy").getOmittedCallsList())
                .extracting(OmittedCall::getEventName, OmittedCall::getEventCount, OmittedCall::getReason)
                .containsExactly(
                        tuple("RotateKey", 1L, OmissionReason.OMISSION_REASON_NOT_MAPPED),
                        tuple("DeleteBucket", 1L, OmissionReason.OMISSION_REASON_DENIED),
                        tuple("GetCallerIdentity", 1L, OmissionReason.OMISSION_REASON_NO_PERMISSION_NEEDED),
                        tuple("Odd\"Name\\\n", 1L, OmissionReason.OMISSION_REASON_NOT_MAPPED));
    }

    @Test
    void everyCodeOfADenialLeavesTheActionOut() throws SQLException {
        var policy = propose(ROLE + "Denied \"\\");

        assertThat(policy.getOmittedCallsList())
                .extracting(OmittedCall::getEventName, OmittedCall::getEventCount, OmittedCall::getReason)
                .containsExactly(tuple("RunInstances", (long) DENIALS.size(), OmissionReason.OMISSION_REASON_DENIED));
        assertWithoutStatement(policy);
    }

    @Test
    void anAttemptThatOnlyIamKnowsIsNoEvidence() throws SQLException {
        var policy = propose(ROLE + "Idle");

        assertThat(policy.getOmittedCallsList()).isEmpty();
        assertWithoutStatement(policy);
    }

    @Test
    void onlyTheDaysOfTheIntervalCount() {
        var interval = Interval.newBuilder();
        interval.getEndTimeBuilder().setSeconds(NOON.getEpochSecond() - 3_600);
        var policy = service.access()
                .proposePolicy(ProposePolicyRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .setPrincipal(ROLE + "Busy")
                        .setInterval(interval)
                        .build());

        assertThat(policy.getActionsList())
                .extracting(ProposedAction::getAction)
                .doesNotContain("cloudwatch:PutMetricData");
        assertThat(policy.getScope().getObserved().getEndTime().getSeconds())
                .isEqualTo(Instant.parse("2025-03-11T00:00:00Z").getEpochSecond());
    }

    @ParameterizedTest
    @ValueSource(strings = {"000000000012:role/Busy", "000000000012:role/Idle"})
    void aDisplayNameIsAsGoodAsAnArn(String displayName) {
        var arn = ROLE + displayName.substring(displayName.indexOf('/') + 1);

        assertThat(propose(displayName)).isEqualTo(propose(arn));
    }

    @Test
    void unknownPrincipalsAndAccountsAreRefused() {
        assertThat(ReportServiceTest.reason(() -> propose(ROLE + "Nobody"))).isEqualTo("NOT_FOUND UNKNOWN_ENTITY");
        assertThat(ReportServiceTest.reason(() -> propose(ROLE + "Elsewhere"))).isEqualTo("NOT_FOUND UNKNOWN_ENTITY");
        assertThat(ReportServiceTest.reason(() -> propose(""))).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
        assertThat(ReportServiceTest.reason(() -> propose("999999999999", ROLE + "Busy")))
                .isEqualTo("NOT_FOUND UNKNOWN_ACCOUNT");
    }

    private static void assertWithoutStatement(ProposePolicyResponse policy) throws SQLException {
        assertThat(policy.getPolicyDocument()).contains("\"Statement\": []");
        try (var database = fixture.database().owner()) {
            assertThat(new JsonRows(database).actions(policy.getPolicyDocument()))
                    .isEmpty();
        }
    }

    private static ProposePolicyResponse propose(String principal) {
        return propose(ACCOUNT_ID, principal);
    }

    private static ProposePolicyResponse propose(String accountId, String principal) {
        return service.access()
                .proposePolicy(ProposePolicyRequest.newBuilder()
                        .setAccountId(accountId)
                        .setPrincipal(principal)
                        .build());
    }
}
