package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.MEMBER;
import static dev.trailtally.simulator.Fixture.NOW;
import static dev.trailtally.simulator.Fixture.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.simulator.credential.AccessKey;
import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.organization.AccountState;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.organization.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.StsException;

class StsTest {

    @Test
    void aRoleOfAnotherAccountIsAssumedAndItsEventsAreRead() {
        try (var simulator =
                        Simulator.start(Fixture.settings(GivenEvents.none()).build());
                var clients = AwsClients.of(simulator)) {
            var assumed = assume(clients.sts(), arn(Organization.ROLE), 3600);
            assertThat(assumed.assumedRoleUser().arn())
                    .isEqualTo("arn:aws:sts::222222222222:assumed-role/OrganizationAccountAccessRole/scan");
            assertThat(assumed.credentials().expiration()).isEqualTo(NOW.plusSeconds(3600));
            try (var session = AwsClients.of(simulator, assumed.credentials())) {
                var identity = session.sts().getCallerIdentity();
                assertThat(identity.account()).isEqualTo(MEMBER);
                assertThat(identity.arn()).isEqualTo(assumed.assumedRoleUser().arn());
                assertThat(session.cloudTrail(REGION).lookupEventsPaginator().events())
                        .hasSize(120);
            }
        }
    }

    @Test
    void aMissingRoleADeniedAccountAndAWrongExternalIdAreRefusedAlike() {
        var guarded = Role.named("Guarded").withExternalId("secret");
        var organization = Organization.builder(Fixture.MANAGEMENT)
                .account(Fixture.MANAGEMENT, "management", Map.of())
                .account(account(MEMBER, guarded))
                .account(account("333333333333", Role.named("Plain")))
                .build();
        var faults = Faults.builder().denyAccount("333333333333").build();
        try (var simulator = Simulator.start(
                        Fixture.settings(organization).faults(faults).build());
                var clients = AwsClients.of(simulator)) {
            var sts = clients.sts();
            for (var role : List.of(arn("Guarded"), arn("None"), "arn:aws:iam::333333333333:role/Plain")) {
                assertThatThrownBy(() -> assume(sts, role, 3600)).isInstanceOfSatisfying(StsException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("User: arn:aws:iam::000000000011:user/scanner is not authorized to"
                                    + " perform: sts:AssumeRole on resource: " + role);
                });
            }
            assertThat(sts.assumeRole(request -> request.roleArn(arn("Guarded"))
                                    .roleSessionName("scan")
                                    .externalId("secret"))
                            .credentials())
                    .isNotNull();
        }
    }

    @Test
    void durationsOutOfRangeAndLongChainsAreValidationErrors() {
        var role = Role.named("Long").withMaxSession(Duration.ofHours(12));
        var organization = Organization.builder(Fixture.MANAGEMENT)
                .account(Fixture.MANAGEMENT, "management", Map.of())
                .account(account(MEMBER, role))
                .build();
        try (var simulator = Simulator.start(Fixture.settings(organization).build());
                var clients = AwsClients.of(simulator)) {
            var sts = clients.sts();
            assertRefused(() -> assume(sts, arn("Long"), 899), "ValidationError");
            assertRefused(() -> assume(sts, arn("Long"), 43_201), "ValidationError");
            var session = assume(sts, arn("Long"), 43_200).credentials();
            try (var chained = AwsClients.of(simulator, session)) {
                assertRefused(() -> assume(chained.sts(), arn("Long"), 3601), "ValidationError");
                assertThat(assume(chained.sts(), arn("Long"), 3600).credentials())
                        .isNotNull();
            }
        }
    }

    @Test
    void credentialsEndWhenTheySay() {
        var clock = new AtomicReference<>(NOW);
        var faults = Faults.builder().credentialLifetime(Duration.ofSeconds(60)).build();
        var settings = Fixture.settings(GivenEvents.none()).clock(clock::get).faults(faults);
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var session = assume(clients.sts(), arn(Organization.ROLE), 3600).credentials();
            assertThat(session.expiration()).isEqualTo(NOW.plusSeconds(60));
            try (var member = AwsClients.of(simulator, session)) {
                member.cloudTrail(REGION).lookupEvents();
                clock.set(session.expiration());
                assertThatThrownBy(() -> member.cloudTrail(REGION).lookupEvents())
                        .isInstanceOfSatisfying(CloudTrailException.class, e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException");
                        });
                assertRefused(() -> member.sts().getCallerIdentity(), "ExpiredToken");
                assertRefused(() -> member.ec2(REGION).describeRegions(), "RequestExpired");
                assertRefused(() -> member.s3().listObjectsV2(request -> request.bucket("any")), "ExpiredToken");
            }
        }
    }

    @Test
    void aKeyThatNobodyHasIsRefusedInTheWordsOfEachService() {
        try (var simulator =
                        Simulator.start(Fixture.settings(GivenEvents.none()).build());
                var clients = AwsClients.of(simulator, new AccessKey("AKIANOBODY", "secret", null))) {
            assertRefused(() -> clients.cloudTrail(REGION).lookupEvents(), "UnrecognizedClientException");
            assertRefused(() -> clients.organizations().listRoots(), "UnrecognizedClientException");
            assertRefused(() -> clients.account().listRegions(request -> {}), "UnrecognizedClientException");
            assertRefused(() -> clients.sts().getCallerIdentity(), "InvalidClientTokenId");
            assertRefused(() -> clients.ec2(REGION).describeRegions(), "AuthFailure");
            assertRefused(() -> clients.s3().listObjectsV2(request -> request.bucket("any")), "InvalidAccessKeyId");
        }
    }

    @Test
    void otherPartitionsHaveTheirOwnArns() {
        var organization = Organization.builder(MEMBER)
                .partition("aws-cn")
                .account(MEMBER, "beijing", Map.of("cn-north-1", GivenEvents.none()))
                .build();
        try (var simulator = Simulator.start(Fixture.settings(organization).build());
                var clients = AwsClients.of(simulator)) {
            var sts = clients.sts();
            assertRefused(() -> assume(sts, arn(Organization.ROLE), 900), "AccessDenied");
            assertThat(assume(sts, "arn:aws-cn:iam::222222222222:role/OrganizationAccountAccessRole", 900)
                            .assumedRoleUser()
                            .arn())
                    .startsWith("arn:aws-cn:sts::");
        }
    }

    private static void assertRefused(Runnable call, String code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    private static AssumeRoleResponse assume(StsClient sts, String roleArn, int seconds) {
        return sts.assumeRole(AssumeRoleRequest.builder()
                .roleArn(roleArn)
                .roleSessionName("scan")
                .durationSeconds(seconds)
                .build());
    }

    private static String arn(String role) {
        return "arn:aws:iam::" + MEMBER + ":role/" + role;
    }

    private static MemberAccount account(String id, Role role) {
        return new MemberAccount(id, "a", "r-sim1", AccountState.ACTIVE, List.of(role), Map.of());
    }
}
