package dev.trailtally.collector;

import dev.trailtally.server.ServiceStart;

/** Starts the collector service as a process of its own. */
public final class CollectorApplication {

    private CollectorApplication() {}

    public static void main(String[] arguments) {
        ServiceStart.start(CollectorApplication.class, "collector", arguments);
    }
}
