package dev.trailtally.report;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * The service's own settings.
 *
 * @param timeout the longest that one report may take
 * @param eventWalkTime after which a page of events ends, full or not
 * @param maxCounts how many counts all reports together may hold in memory, about 200 bytes each
 */
@ConfigurationProperties("report")
record ReportConfiguration(
        @Bindable(defaultValue = "30s") Duration timeout,
        @Bindable(defaultValue = "5s") Duration eventWalkTime,
        @Bindable(defaultValue = "500000") int maxCounts) {

    ReportConfiguration {
        checkPositive("report.timeout", timeout);
        checkPositive("report.event-walk-time", eventWalkTime);
        if (maxCounts <= 0) {
            throw new IllegalArgumentException(
                    "report.max-counts is " + maxCounts + "; a positive number such as 500000 is required");
        }
    }

    private static void checkPositive(String key, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(key + " is " + value + "; a positive duration such as 30s is required");
        }
    }
}
