package dev.trailtally.aggregator;

import dev.trailtally.server.ServiceStart;

/** Starts the aggregator service as a process of its own. */
public final class AggregatorApplication {

    private AggregatorApplication() {}

    public static void main(String[] arguments) {
        ServiceStart.start(AggregatorApplication.class, "aggregator", arguments);
    }
}
