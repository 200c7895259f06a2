package dev.trailtally.report.usage;

import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListServiceUsageResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;

/** ListServiceUsage: how often each action was called, by event source, event name and error code. */
@Singleton
public final class UsageReport {

    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;

    private final Snapshots snapshots;
    private final AccountUsageReader reader;

    UsageReport(Snapshots snapshots, AccountUsageReader reader) {
        this.snapshots = snapshots;
        this.reader = reader;
    }

    public ListServiceUsageResponse list(ListServiceUsageRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var asked = AskedUsage.of(request);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var token = PageToken.key(request, UsageKey.SIZE);
        var after = token == null ? null : UsageKey.of(token);
        var usage = snapshots.read(snapshot -> reader.read(snapshot, accountId, asked, after, pageSize + 1));
        return page(usage, pageSize, request);
    }

    // The row beyond the page only shows that there is another page.
    private static ListServiceUsageResponse page(AccountUsage usage, int pageSize, ListServiceUsageRequest request) {
        var rows = usage.rows();
        var response = ListServiceUsageResponse.newBuilder()
                .setScope(usage.scope())
                .addAllServiceUsage(rows.subList(0, Math.min(rows.size(), pageSize)))
                .setTotalRowCount(usage.rowCount())
                .setTotalEventCount(usage.eventCount());
        if (rows.size() > pageSize) {
            var last = UsageKey.of(rows.get(pageSize - 1));
            response.setNextPageToken(PageToken.after(request, last.parts()));
        }
        return response.build();
    }
}
