package dev.trailtally.report.account;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountView;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.OptionalFields;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;

/** ListAccounts: what is known of each account, by account id. */
@Singleton
public final class AccountList {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    private final Snapshots snapshots;

    AccountList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListAccountsResponse list(ListAccountsRequest request) {
        var accountIds = AccountIds.parse("account_ids", request.getAccountIdsList());
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        boolean basic =
                Fields.known("view", request.getView(), request.getViewValue()) == AccountView.ACCOUNT_VIEW_BASIC;
        var key = PageToken.key(request, 1);
        long after = key == null ? -1 : AccountIds.parse("page_token", key.getFirst());
        return snapshots.read(snapshot -> {
            var found = AccountStatuses.page(snapshot, accountIds, after, pageSize + 1);
            var page = Arrays.copyOf(found, Math.min(found.length, pageSize));
            var response = ListAccountsResponse.newBuilder();
            if (basic) {
                AccountStatuses.inBrief(snapshot, page).forEach(status -> response.addAccounts(account(status)));
            } else {
                Standings.ofMany(snapshot, page)
                        .forEach(standing ->
                                response.addAccounts(account(standing.status()).setCoverage(standing.coverage())));
            }
            if (accountIds.length == 0) {
                response.setHiddenAccountCount(AccountStatuses.hiddenCount(snapshot));
            }
            if (found.length > pageSize) {
                response.setNextPageToken(PageToken.after(request, List.of(AccountIds.format(page[pageSize - 1]))));
            }
            return response.build();
        });
    }

    private static Account.Builder account(AccountStatus status) {
        var account = Account.newBuilder()
                .setAccountId(AccountIds.format(status.accountId()))
                .setEventCount(status.totals().eventCount())
                .setFailedCount(status.totals().failedCount());
        OptionalFields.set(status.name(), account::setName);
        OptionalFields.setTime(status.firstEventTime(), account::setFirstEventTime);
        OptionalFields.setTime(status.lastEventTime(), account::setLastEventTime);
        OptionalFields.setTime(status.completeUntil(), account::setCompleteUntil);
        return account;
    }
}
