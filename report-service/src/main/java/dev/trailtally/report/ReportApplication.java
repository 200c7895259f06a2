package dev.trailtally.report;

import io.micronaut.runtime.Micronaut;

/** Starts the report service alone. */
public final class ReportApplication {

    private ReportApplication() {}

    public static void main(String[] args) {
        Micronaut.run(ReportApplication.class, args);
    }
}
