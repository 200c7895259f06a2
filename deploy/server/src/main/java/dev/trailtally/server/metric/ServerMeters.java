package dev.trailtally.server.metric;

import dev.trailtally.server.health.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;

/** What is known of every service. */
@Context
final class ServerMeters {

    ServerMeters(MeterRegistry registry, Health health) {
        Gauge.builder("trailtally.database.up", health, state -> state.serving() ? 1 : 0)
                .description("1 while the database answers and has the tables that the service needs, else 0")
                .register(registry);
    }
}
