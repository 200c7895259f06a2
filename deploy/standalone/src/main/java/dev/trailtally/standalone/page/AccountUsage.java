package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.standalone.summary.Tally;

/** The service usage of an account: its largest rows, and sums over all of them. */
final class AccountUsage {

    private static final int MAX_ROWS = 10_000;
    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_NAMES = 1_000;

    private final LargestRows<ServiceUsage> rows = new LargestRows<>(MAX_ROWS, MAX_BYTES, ServiceUsage::getEventCount);
    private final Tally services = new Tally();
    private final Tally actions = new Tally();
    private final Tally errors = new Tally();

    void add(ServiceUsage usage) {
        var source = usage.getEventSource();
        rows.add(usage);
        services.add(source, usage.getEventCount(), usage.getFailedCount());
        actions.add(source + ":" + usage.getEventName(), usage.getEventCount(), usage.getFailedCount());
        errors.add(usage.getErrorCode(), usage.getFailedCount(), usage.getFailedCount());
    }

    void write(PageJson json) {
        json.rows("usage", rows.rows())
                .number("serviceCount", services.size())
                .number("actionCount", actions.size())
                .tally("services", services, MAX_NAMES)
                .tally("actions", actions, MAX_NAMES)
                .tally("errorCodes", errors, MAX_NAMES);
    }
}
