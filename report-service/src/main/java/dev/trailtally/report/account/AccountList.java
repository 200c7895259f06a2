package dev.trailtally.report.account;

import dev.trailtally.report.interval.Times;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.request.PageToken;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountView;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
        int pageSize = Fields.number("page_size", request.getPageSize(), DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        boolean basic =
                Fields.known("view", request.getView(), request.getViewValue()) == AccountView.ACCOUNT_VIEW_BASIC;
        var key = PageToken.key(request, 1);
        long after = key == null ? -1 : AccountIds.parse("page_token", key.getFirst());
        return snapshots.read(snapshot -> {
            var found = Standings.page(snapshot, accountIds, after, pageSize + 1);
            var page = Arrays.copyOf(found, Math.min(found.length, pageSize));
            var standings = basic ? Standings.inBrief(snapshot, page) : Standings.ofMany(snapshot, page);
            var coverages = basic ? Map.<Long, Coverage>of() : Coverages.ofMany(snapshot, standings);
            var response = ListAccountsResponse.newBuilder();
            for (var standing : standings) {
                var account = account(standing);
                if (!basic) {
                    account.setCoverage(coverages.getOrDefault(standing.accountId(), Coverage.getDefaultInstance()));
                }
                response.addAccounts(account);
            }
            if (found.length > pageSize) {
                response.setNextPageToken(PageToken.after(request, List.of(AccountIds.format(page[pageSize - 1]))));
            }
            return response.build();
        });
    }

    private static Account.Builder account(Standing standing) {
        var account = Account.newBuilder()
                .setAccountId(AccountIds.format(standing.accountId()))
                .setEventCount(standing.totals().eventCount())
                .setFailedCount(standing.totals().failedCount());
        var name = standing.name();
        var first = standing.firstEventTime();
        var last = standing.lastEventTime();
        var completeUntil = standing.completeUntil();
        if (name != null) {
            account.setName(name);
        }
        if (first != null) {
            account.setFirstEventTime(Times.timestamp(first));
        }
        if (last != null) {
            account.setLastEventTime(Times.timestamp(last));
        }
        if (completeUntil != null) {
            account.setCompleteUntil(Times.timestamp(completeUntil));
        }
        return account;
    }
}
