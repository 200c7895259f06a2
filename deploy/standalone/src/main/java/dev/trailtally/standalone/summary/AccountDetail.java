package dev.trailtally.standalone.summary;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ServiceUsage;
import java.util.List;

/**
 * All that a summary shows of one account.
 *
 * @param account its totals and coverage
 * @param usage every row of its service usage
 * @param activity who called
 */
record AccountDetail(Account account, List<ServiceUsage> usage, GetActivitySummaryResponse activity) {

    AccountDetail {
        usage = List.copyOf(usage);
    }
}
