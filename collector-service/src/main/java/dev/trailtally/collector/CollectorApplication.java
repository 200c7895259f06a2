package dev.trailtally.collector;

import io.micronaut.runtime.Micronaut;

/** Starts the collector service. */
public final class CollectorApplication {

    private CollectorApplication() {}

    public static void main(String[] arguments) {
        Micronaut.build(arguments)
                .banner(false)
                .mainClass(CollectorApplication.class)
                .start();
    }
}
