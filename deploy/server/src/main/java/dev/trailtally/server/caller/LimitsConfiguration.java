package dev.trailtally.server.caller;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How much one caller may ask of one process.
 *
 * @param requestsPerSecond calls that a caller may start in a second, 1 to 100,000; after a pause as many at once
 * @param concurrentCalls calls of a caller at the same time, streams included, 1 to 10,000
 */
@ConfigurationProperties("callers.limits")
record LimitsConfiguration(
        @Bindable(defaultValue = "100") int requestsPerSecond,
        @Bindable(defaultValue = "50") int concurrentCalls) {

    LimitsConfiguration {
        within("requests-per-second", requestsPerSecond, 100_000);
        within("concurrent-calls", concurrentCalls, 10_000);
    }

    private static void within(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("callers.limits." + key + " must be 1 to " + most + ", is " + value);
        }
    }
}
