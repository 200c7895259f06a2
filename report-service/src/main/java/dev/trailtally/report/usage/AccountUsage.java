package dev.trailtally.report.usage;

import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ServiceUsage;
import java.util.List;

/** Rows of an account's usage, and the totals of all its rows. */
record AccountUsage(ReportScope scope, List<ServiceUsage> rows, long rowCount, long eventCount, long failedCount) {

    AccountUsage {
        rows = List.copyOf(rows);
    }
}
