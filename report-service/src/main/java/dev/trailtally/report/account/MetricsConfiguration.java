package dev.trailtally.report.account;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How much is measured.
 *
 * @param accounts accounts with a series of their own, the oldest first, 0 to 10,000
 */
@ConfigurationProperties("metrics")
record MetricsConfiguration(@Bindable(defaultValue = "100") int accounts) {

    private static final int MAX_SERIES = 10_000;

    MetricsConfiguration {
        if (accounts < 0 || accounts > MAX_SERIES) {
            throw new IllegalArgumentException("metrics.accounts must be 0 to 10000, found: " + accounts);
        }
    }
}
