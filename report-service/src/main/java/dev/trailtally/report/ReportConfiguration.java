package dev.trailtally.report;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * The service's own settings.
 *
 * @param statementTimeout the longest that one statement may take (REPORT_STATEMENT_TIMEOUT)
 * @param healthInterval how often the database is asked whether reports can be answered (REPORT_HEALTH_INTERVAL)
 */
@ConfigurationProperties("report")
record ReportConfiguration(
        @Bindable(defaultValue = "30s") Duration statementTimeout,
        @Bindable(defaultValue = "5s") Duration healthInterval) {

    ReportConfiguration {
        checkPositive("report.statement-timeout", statementTimeout);
        checkPositive("report.health-interval", healthInterval);
    }

    private static void checkPositive(String key, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(key + " is " + value + "; a positive duration such as 30s is required");
        }
    }
}
