package dev.trailtally.server.metric;

import dev.trailtally.server.health.Health;
import dev.trailtally.server.transport.Certificates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is known of every service. */
@Context
final class ServerMeters {

    ServerMeters(MeterRegistry registry, Health health, @Nullable Certificates certificates) {
        Gauge.builder("trailtally.database.up", health, state -> state.serving() ? 1 : 0)
                .description("1 while the database answers and has the tables that the service needs, else 0")
                .register(registry);
        if (certificates != null) {
            var clock = Clock.systemUTC();
            Gauge.builder(
                            "trailtally.certificate.expiry",
                            certificates,
                            known -> Duration.between(clock.instant(), known.expiry())
                                    .toSeconds())
                    .description("Seconds until the certificate of the service ends; negative afterwards")
                    .baseUnit("seconds")
                    .register(registry);
        }
    }
}
