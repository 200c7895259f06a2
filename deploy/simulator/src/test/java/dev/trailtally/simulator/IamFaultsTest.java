package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.MANAGEMENT;
import static dev.trailtally.simulator.Fixture.MEMBER;
import static dev.trailtally.simulator.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.iam.query.IamUse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.model.IamException;

class IamFaultsTest {

    private static final String ROLE = "arn:aws:iam::000000000011:role/app";

    @Test
    void allCallsOfAnAccountShareOneBucketAndAreCounted() {
        var nanos = new AtomicLong();
        var settings =
                settings(IamSettings.builder().throttle(new Throttle(4, 3))).nanos(nanos::get);
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator);
                var member = AwsClients.of(simulator, simulator.key(MEMBER))) {
            var iam = clients.iam();
            iam.listRoles();
            iam.listRoles();
            iam.generateServiceLastAccessedDetails(request -> request.arn(ROLE));
            assertThatThrownBy(iam::listUsers).isInstanceOfSatisfying(IamException.class, e -> {
                assertThat(e.isThrottlingException()).isTrue();
                assertThat(e.statusCode()).isEqualTo(400);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("Throttling");
                assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
            });
            member.iam().listUsers();
            nanos.addAndGet(Duration.ofMillis(250).toNanos());
            iam.listUsers();
            assertThat(use(simulator, MANAGEMENT))
                    .isEqualTo(new IamUse(
                            MANAGEMENT,
                            4,
                            1,
                            Map.of("ListRoles", 2L, "ListUsers", 1L, "GenerateServiceLastAccessedDetails", 1L),
                            NOW,
                            NOW));
            assertThat(use(simulator, MANAGEMENT).requests()).isEqualTo(5);
            assertThat(use(simulator, MEMBER).accepted()).isEqualTo(1);
        }
    }

    @Test
    void aDeniedActionNamesUserActionAndResource() {
        var settings = settings(IamSettings.builder()
                .deny(MANAGEMENT, "ListGroups")
                .deny("*", "GenerateServiceLastAccessedDetails")
                .deny(MEMBER, "*"));
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator);
                var member = AwsClients.of(simulator, simulator.key(MEMBER))) {
            var iam = clients.iam();
            iam.listRoles();
            assertDenied(iam::listGroups, MANAGEMENT, "iam:ListGroups", "*");
            assertDenied(
                    () -> iam.generateServiceLastAccessedDetails(request -> request.arn(ROLE)),
                    MANAGEMENT,
                    "iam:GenerateServiceLastAccessedDetails",
                    ROLE);
            assertDenied(
                    () -> member.iam().getRole(request -> request.roleName("app")),
                    MEMBER,
                    "iam:GetRole",
                    "arn:aws:iam::222222222222:role/app");
        }
    }

    @Test
    void internalFailuresAndResetsStrikeIamToo() {
        var failing = Faults.builder().internalFailures(1).build();
        try (var simulator = Simulator.start(
                        settings(IamSettings.builder()).faults(failing).build());
                var clients = AwsClients.of(simulator)) {
            assertThatThrownBy(() -> clients.iam().listUsers())
                    .isInstanceOfSatisfying(
                            IamException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
        }
        var resetting = Faults.builder().resets(1).build();
        try (var simulator = Simulator.start(
                        settings(IamSettings.builder()).faults(resetting).build());
                var clients = AwsClients.of(simulator)) {
            assertThatThrownBy(() -> clients.iam().listUsers())
                    .isInstanceOf(SdkClientException.class)
                    .hasRootCauseMessage("Connection reset");
        }
    }

    @Test
    void anExpiredSessionIsToldSo() {
        var now = new AtomicReference<>(NOW);
        var settings = settings(IamSettings.builder())
                .clock(now::get)
                .faults(Faults.builder()
                        .credentialLifetime(Duration.ofSeconds(12))
                        .build());
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var session = clients.sts()
                    .assumeRole(request -> request.roleSessionName("scan")
                            .roleArn("arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"))
                    .credentials();
            try (var member = AwsClients.of(simulator, session)) {
                member.iam().listRoles();
                now.set(NOW.plusSeconds(12));
                assertThatThrownBy(() -> member.iam().listRoles()).isInstanceOfSatisfying(IamException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredToken");
                });
            }
        }
    }

    private static void assertDenied(ThrowingCallable call, String account, String action, String resource) {
        assertThatThrownBy(call).isInstanceOfSatisfying(IamException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(403);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
            assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("User: arn:aws:iam::%s:user/scanner is not authorized to perform: %s on resource: %s"
                                    .formatted(account, action, resource)
                            + " because no identity-based policy allows the " + action + " action");
        });
    }

    private static IamUse use(Simulator simulator, String account) {
        return simulator.iamUses().stream()
                .filter(use -> use.account().equals(account))
                .findFirst()
                .orElseThrow();
    }

    private static SimulatorSettings.Builder settings(IamSettings.Builder settings) {
        var iam = Iam.of(
                IamAccount.empty(MANAGEMENT).role("app", role -> role.never("s3")),
                IamAccount.empty(MEMBER).role("app", role -> role.never("s3")));
        return Fixture.settings(GivenEvents.none()).iam(iam).iamSettings(settings.build());
    }
}
