package dev.trailtally.report;

import dev.trailtally.server.ServiceStart;

/** Starts the report service as a process of its own. */
public final class ReportApplication {

    private ReportApplication() {}

    public static void main(String[] arguments) {
        ServiceStart.start(ReportApplication.class, "report", arguments);
    }
}
