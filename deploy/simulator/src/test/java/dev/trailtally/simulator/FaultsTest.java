package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.MANAGEMENT;
import static dev.trailtally.simulator.Fixture.NOW;
import static dev.trailtally.simulator.Fixture.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;
import software.amazon.awssdk.services.cloudtrail.model.Event;

class FaultsTest {

    @Test
    void requestsAboveTheRateAreThrottledPerAccountAndRegionAndCounted() {
        var nanos = new AtomicLong();
        var settings = Fixture.settings(Fixture.generated(10))
                .throttle(Throttle.LOOKUP_EVENTS)
                .nanos(nanos::get);
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var cloudTrail = clients.cloudTrail(REGION);
            cloudTrail.lookupEvents();
            cloudTrail.lookupEvents();
            assertThatThrownBy(cloudTrail::lookupEvents).isInstanceOfSatisfying(CloudTrailException.class, e -> {
                assertThat(e.isThrottlingException()).isTrue();
                assertThat(e.statusCode()).isEqualTo(400);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
                assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
            });
            clients.cloudTrail("us-east-1").lookupEvents();
            nanos.addAndGet(Duration.ofMillis(500).toNanos());
            cloudTrail.lookupEvents();
            var use = use(simulator);
            assertThat(use.accepted()).isEqualTo(3);
            assertThat(use.answered()).isEqualTo(3);
            assertThat(use.throttled()).isEqualTo(1);
            assertThat(use.firstAccepted()).isEqualTo(NOW);
        }
    }

    @Test
    void aFailedRequestHasUsedItsToken() {
        var settings = Fixture.settings(Fixture.generated(10))
                .throttle(new Throttle(1e-6, 1))
                .faults(Faults.builder().internalFailures(1).build());
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var cloudTrail = clients.cloudTrail(REGION);
            assertThatThrownBy(cloudTrail::lookupEvents).isInstanceOfSatisfying(CloudTrailException.class, e -> {
                assertThat(e.statusCode()).isEqualTo(500);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalFailure");
            });
            assertThatThrownBy(cloudTrail::lookupEvents).hasMessageContaining("Rate exceeded");
            assertThat(use(simulator).accepted()).isEqualTo(1);
            assertThat(use(simulator).answered()).isZero();
        }
    }

    @Test
    void aResetReachesTheClientAsAReset() {
        var settings = Fixture.settings(Fixture.generated(10))
                .faults(Faults.builder().resets(1).build());
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            assertThatThrownBy(() -> clients.cloudTrail(REGION).lookupEvents())
                    .isInstanceOf(SdkClientException.class)
                    .hasRootCauseInstanceOf(SocketException.class)
                    .hasRootCauseMessage("Connection reset");
        }
    }

    @Test
    void aRetryingClientReadsEverythingThroughFailuresAndResets() {
        var events = Fixture.generated(1500);
        var faults = Faults.builder().internalFailures(0.05).resets(0.05).build();
        try (var simulator =
                        Simulator.start(Fixture.settings(events).faults(faults).build());
                var clients = AwsClients.retrying(simulator)) {
            assertThat(clients.cloudTrail(REGION).lookupEventsPaginator().events().stream()
                            .map(Event::eventId))
                    .containsExactlyInAnyOrderElementsOf(events.ids().toList());
        }
    }

    @Test
    void aDeniedAccountRegionSaysWhichPermissionIsMissing() {
        var settings = Fixture.settings(Fixture.generated(10))
                .faults(Faults.builder().denyUnit(MANAGEMENT, REGION).build());
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            assertThatThrownBy(() -> clients.cloudTrail(REGION).lookupEvents())
                    .isInstanceOfSatisfying(CloudTrailException.class, e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                        assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("User: arn:aws:iam::000000000011:user/scanner is not authorized to perform:"
                                        + " cloudtrail:LookupEvents because no identity-based policy allows the"
                                        + " cloudtrail:LookupEvents action");
                    });
        }
    }

    @Test
    void hundredsOfSlowPagesAreOnTheirWayAtTheSameTime() throws Exception {
        var settings = Fixture.settings(Fixture.generated(10))
                .faults(Faults.builder().latency(Latency.ofMillis(2000, 2500)).build());
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var cloudTrail = clients.cloudTrail(REGION);
            var answers = new ArrayList<Future<?>>();
            for (var request = 0; request < 400; request++) {
                answers.add(executor.submit(() -> cloudTrail.lookupEvents()));
            }
            await().until(() -> use(simulator).accepted() == 400);
            for (var answer : answers) {
                answer.get();
            }
            assertThat(use(simulator).answered()).isEqualTo(400);
        }
    }

    private static UnitUse use(Simulator simulator) {
        return simulator.units().stream()
                .filter(use -> use.unit().account().equals(MANAGEMENT)
                        && use.unit().region().equals(REGION))
                .findFirst()
                .orElseThrow();
    }
}
