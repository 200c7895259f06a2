package dev.trailtally.aggregator.retention;

import static java.util.Objects.requireNonNull;

import dev.trailtally.aggregator.AggregatorConfiguration;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies aggregator.retention, if it is set, once an hour. */
@Singleton
@Requires(property = "aggregator.retention")
@Requires(property = "aggregator.background", notEquals = "false")
class RetentionCheck {

    private static final Logger log = LoggerFactory.getLogger(RetentionCheck.class);

    private final Retention retention;
    private final Duration age;
    private final Clock clock;

    RetentionCheck(Retention retention, AggregatorConfiguration configuration, @Named("aggregator") Clock clock) {
        this.retention = retention;
        this.age = requireNonNull(configuration.retention(), "aggregator.retention is null");
        this.clock = clock;
    }

    @Scheduled(fixedDelay = "1h", initialDelay = "1m")
    void check() {
        var keepFrom = LocalDate.ofInstant(clock.instant().minus(age), ZoneOffset.UTC);
        try {
            var outcome = retention.apply(keepFrom);
            if (!outcome.kept().isEmpty()) {
                log.warn(
                        "{} days before {} are kept: not all of their events are rolled up",
                        outcome.kept().size(),
                        keepFrom);
            }
        } catch (SQLException e) {
            log.error(
                    "Raw events older than {} stay on disk until the next check, in an hour: {}",
                    keepFrom,
                    e.getMessage());
        }
    }
}
