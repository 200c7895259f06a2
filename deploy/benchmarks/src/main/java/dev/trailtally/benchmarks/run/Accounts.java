package dev.trailtally.benchmarks.run;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;

/** All pages of ListAccounts. */
final class Accounts {

    private Accounts() {}

    static List<Account> all(ReportServiceBlockingStub reports) {
        var accounts = new ArrayList<Account>();
        var request = ListAccountsRequest.newBuilder().setPageSize(1000);
        do {
            var page = reports.listAccounts(request.build());
            accounts.addAll(page.getAccountsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return accounts;
    }
}
