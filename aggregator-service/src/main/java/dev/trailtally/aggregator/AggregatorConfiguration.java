package dev.trailtally.aggregator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The service's settings.
 *
 * @param background whether to roll up and apply retention in the background
 * @param workers accounts rolled up at the same time
 * @param rollAfter the age of a batch at which it is rolled up, so that a bulk load is not rolled up in tiny steps
 * @param rollAtEvents pending events of an account that do not wait for roll-after
 * @param settleAfter how long an account rests before what its roll-ups brought is added to its days and months
 * @param pollInterval how often to look for new batches
 * @param maxEvents events after which a transaction claims no further batch
 * @param runTimeout how long RunRollup takes at most
 * @param retention age from which raw events are dropped; none keeps them
 */
@ConfigurationProperties("aggregator")
public record AggregatorConfiguration(
        @Bindable(defaultValue = "true") boolean background,
        @Bindable(defaultValue = "2") int workers,
        @Bindable(defaultValue = "2s") Duration rollAfter,
        @Bindable(defaultValue = "100000") long rollAtEvents,
        @Bindable(defaultValue = "20s") Duration settleAfter,
        @Bindable(defaultValue = "500ms") Duration pollInterval,
        @Bindable(defaultValue = "500000") long maxEvents,
        @Bindable(defaultValue = "10m") Duration runTimeout,
        @Nullable Duration retention) {

    public AggregatorConfiguration {
        atLeastOne("workers", workers);
        atLeastOne("roll-at-events", rollAtEvents);
        atLeastOne("max-events", maxEvents);
        atLeastOne("poll-interval (ms)", pollInterval.toMillis());
        atLeastOne("run-timeout (ms)", runTimeout.toMillis());
        notNegative("roll-after", rollAfter);
        notNegative("settle-after", settleAfter);
        if (retention != null) {
            atLeastOne("retention (days)", retention.toDays());
        }
    }

    private static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("aggregator." + key + " is negative: " + value);
        }
    }

    private static void atLeastOne(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("aggregator." + key + " must be at least 1: " + value);
        }
    }
}
