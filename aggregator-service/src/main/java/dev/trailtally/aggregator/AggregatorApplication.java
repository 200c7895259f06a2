package dev.trailtally.aggregator;

import io.micronaut.runtime.Micronaut;

/** The aggregator as a separate process. */
public final class AggregatorApplication {

    private AggregatorApplication() {}

    public static void main(String[] args) {
        Micronaut.run(AggregatorApplication.class, args);
    }
}
