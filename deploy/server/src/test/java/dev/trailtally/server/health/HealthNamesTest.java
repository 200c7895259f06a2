package dev.trailtally.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trailtally.server.transport.TestServer;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthNamesTest {

    @Test
    void aNameThatIsTooLongIsRefused() {
        try (var server = new TestServer(Map.of())) {
            var channel = server.plaintext();
            var health = HealthGrpc.newBlockingStub(channel);
            assertThat(check(health, "x".repeat(256)))
                    .as("check of 256 characters")
                    .isEqualTo(Code.NOT_FOUND);
            assertThat(check(health, "x".repeat(257)))
                    .as("check of 257 characters")
                    .isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(health.withDeadlineAfter(20, TimeUnit.SECONDS)
                            .watch(named("x".repeat(256)))
                            .next()
                            .getStatus())
                    .as("watch of 256 characters")
                    .isEqualTo(ServingStatus.SERVICE_UNKNOWN);
            var failure = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> health.withDeadlineAfter(20, TimeUnit.SECONDS)
                            .watch(named("x".repeat(257)))
                            .next());
            assertThat(failure.getStatus().getCode())
                    .as("watch of 257 characters")
                    .isEqualTo(Code.INVALID_ARGUMENT);
            channel.shutdownNow();
        }
    }

    private static Code check(HealthBlockingStub health, String name) {
        return catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> health.withDeadlineAfter(20, TimeUnit.SECONDS).check(named(name)))
                .getStatus()
                .getCode();
    }

    private static HealthCheckRequest named(String name) {
        return HealthCheckRequest.newBuilder().setService(name).build();
    }
}
