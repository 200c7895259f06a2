package dev.trailtally.server.health;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** {@code /health/readiness} says what the empty name of gRPC's health service says. */
@Singleton
@Readiness
@Requires(beans = HealthEndpoint.class)
final class ServingIndicator implements HealthIndicator {

    private final Health health;

    ServingIndicator(Health health) {
        this.health = health;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var status = health.serving() ? HealthStatus.UP : HealthStatus.DOWN;
        return Publishers.just(HealthResult.builder("serving", status).build());
    }
}
