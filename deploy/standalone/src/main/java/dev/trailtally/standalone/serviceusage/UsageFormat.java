package dev.trailtally.standalone.serviceusage;

import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.standalone.summary.UnreadAccount;
import java.io.IOException;

/** How service usage is written: row by row, in the order of account and month, region, service. */
public interface UsageFormat {

    /** Writes one row. */
    void row(AccountMonth account, ServiceUsage row) throws IOException;

    /** Writes that an account could not be answered. */
    void failure(AccountFailure failure, Month month) throws IOException;

    /** Writes that nothing was read for an account, which therefore has no rows. */
    void unread(AccountMonth account, UnreadAccount why) throws IOException;

    /** Writes the end. */
    void end() throws IOException;
}
