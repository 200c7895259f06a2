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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies aggregator.retention, if it is set, once an hour, and after a minute again if it could not finish. */
@Singleton
@Requires(property = "aggregator.retention")
@Requires(property = "aggregator.background", notEquals = "false")
class RetentionCheck {

    private static final Logger log = LoggerFactory.getLogger(RetentionCheck.class);

    private static final Duration INTERVAL = Duration.ofHours(1);

    private final Retention retention;
    private final Duration age;
    private final Clock clock;
    private Instant due = Instant.MIN;

    RetentionCheck(Retention retention, AggregatorConfiguration configuration, @Named("aggregator") Clock clock) {
        this.retention = retention;
        this.age = requireNonNull(configuration.retention(), "aggregator.retention is null");
        this.clock = clock;
    }

    @Scheduled(fixedDelay = "1m", initialDelay = "1m")
    void check() {
        var now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        due = now.plus(INTERVAL);
        var keepFrom = LocalDate.ofInstant(now.minus(age), ZoneOffset.UTC);
        try {
            var outcome = retention.apply(keepFrom);
            if (!outcome.kept().isEmpty()) {
                log.warn(
                        "{} days before {} are kept: not all of their events are rolled up",
                        outcome.kept().size(),
                        keepFrom);
            }
            if (outcome.unfinished()) {
                log.info("Some raw events of days before {} were in use; they are dropped in a minute", keepFrom);
                due = now;
            }
        } catch (SQLException e) {
            log.error(
                    "Raw events older than {} stay on disk until the next check, in an hour: {}",
                    keepFrom,
                    e.getMessage());
        }
    }
}
