package dev.trailtally.standalone.serviceusage;

import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.standalone.rows.CsvRows;
import java.io.Writer;
import java.util.List;

/** Service usage as comma-separated values; of an account that failed it has no row. */
public final class UsageCsv implements UsageFormat {

    private static final List<String> HEADER = List.of(
            "account_id",
            "account_name",
            "year",
            "month",
            "region",
            "event_source",
            "event_name",
            "error_code",
            "count");

    private final CsvRows rows;

    public UsageCsv(Writer out) {
        this.rows = new CsvRows(out, HEADER);
    }

    @Override
    public void row(AccountMonth account, ServiceUsage row) {
        rows.row(List.of(
                account.accountId(),
                account.accountName(),
                account.month().yearText(),
                account.month().monthText(),
                row.getRegion(),
                row.getEventSource(),
                row.getEventName(),
                row.getErrorCode(),
                row.getEventCount()));
    }

    @Override
    public void failure(AccountFailure failure, Month month) {
        // A row of another kind would be counted by whoever sums the column up; stderr and the exit code tell.
    }

    @Override
    public void end() {
        // The last row ends it.
    }
}
