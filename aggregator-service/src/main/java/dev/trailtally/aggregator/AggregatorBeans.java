package dev.trailtally.aggregator;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The parts of the service. */
@Factory
final class AggregatorBeans {

    // Named, so that services in one context need not share a clock.
    @Singleton
    @Named("aggregator")
    Clock clock() {
        return Clock.systemUTC();
    }
}
