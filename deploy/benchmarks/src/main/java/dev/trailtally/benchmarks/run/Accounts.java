package dev.trailtally.benchmarks.run;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import dev.trailtally.rpc.Pages;
import java.util.ArrayList;
import java.util.List;

/** All pages of ListAccounts. */
final class Accounts {

    private Accounts() {}

    static List<Account> all(ReportServiceBlockingStub reports) {
        var accounts = new ArrayList<Account>();
        var request = ListAccountsRequest.newBuilder().setPageSize(1000);
        new Pages<>(request.build(), reports::listAccounts)
                .forEachRemaining(page -> accounts.addAll(page.getAccountsList()));
        return accounts;
    }
}
