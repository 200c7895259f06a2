package dev.trailtally.server.health;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How health is checked.
 *
 * @param healthInterval the time between two checks of the database, 100 ms to 5 s
 */
@ConfigurationProperties("server")
record HealthConfiguration(@Bindable(defaultValue = "2s") Duration healthInterval) {

    private static final Duration MAX_INTERVAL = Duration.ofSeconds(5);

    HealthConfiguration {
        if (healthInterval.toMillis() < 100 || healthInterval.compareTo(MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException("server.health-interval must be 100ms to 5s, found: " + healthInterval);
        }
    }
}
