package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.schema.TestDatabase;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    private static final Map<String, Object> NOWHERE = Map.of(
            "datasources.aggregator.url", "jdbc:postgresql://localhost:1/nowhere",
            "datasources.aggregator.connection-timeout", 250,
            "grpc.server.port", 0);

    @Test
    void anUnknownKeyStopsTheStartAndNamesTheKnownOnes() {
        var properties = new HashMap<>(NOWHERE);
        properties.put("aggregator.roll-afterr", "5s");
        assertThatThrownBy(() -> ApplicationContext.run(properties).close())
                .hasStackTraceContaining("unknown setting aggregator.roll-afterr")
                .hasStackTraceContaining("aggregator.roll-after,");
    }

    @Test
    void aValueOutOfRangeStopsTheStart() {
        var properties = new HashMap<>(NOWHERE);
        properties.put("aggregator.workers", 0);
        assertThatThrownBy(() -> ApplicationContext.run(properties).close())
                .hasStackTraceContaining("aggregator.workers must be at least 1: 0");
    }

    @Test
    void itStartsWithoutADatabaseAndSaysSo() {
        try (var context = ApplicationContext.run(NOWHERE)) {
            assertThat(context.isRunning()).isTrue();
        }
    }

    @Test
    void healthFollowsTheDatabase() {
        try (var database = TestDatabase.create();
                var aggregator = TestAggregator.on(database)) {
            var health = HealthGrpc.newBlockingStub(aggregator.channel());
            var request = HealthCheckRequest.newBuilder()
                    .setService(RollupServiceGrpc.SERVICE_NAME)
                    .build();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING));
        }
    }
}
