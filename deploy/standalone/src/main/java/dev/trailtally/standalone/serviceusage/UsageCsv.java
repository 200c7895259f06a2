package dev.trailtally.standalone.serviceusage;

import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.standalone.rows.CsvRows;
import dev.trailtally.standalone.summary.UnreadAccount;
import java.io.Writer;
import java.util.List;

/**
 * Service usage as comma-separated values. An account that could not be answered, or for which nothing was read, is a row
 * with the reason as its error code and without a count, so that sums stay right.
 */
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
        row(failure.getAccountId(), "", month, failure.getReason());
    }

    @Override
    public void unread(AccountMonth account, UnreadAccount why) {
        row(account.accountId(), account.accountName(), account.month(), why.code());
    }

    private void row(String accountId, String accountName, Month month, String code) {
        rows.row(List.of(accountId, accountName, month.yearText(), month.monthText(), "", "", "", code, ""));
    }

    @Override
    public void end() {
        // The last row ends the table.
    }
}
