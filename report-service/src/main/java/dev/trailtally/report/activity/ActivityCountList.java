package dev.trailtally.report.activity;

import dev.trailtally.report.account.Standings;
import dev.trailtally.report.bucket.EdgeDays;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListActivityCountsResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.BoundedPage;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;

/** ListActivityCounts: a breakdown of an account's activity, without a top. */
@Singleton
public final class ActivityCountList {

    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;

    private final Snapshots snapshots;
    private final Rollups rollups;
    private final CountLimit countLimit;

    ActivityCountList(Snapshots snapshots, Rollups rollups, CountLimit countLimit) {
        this.snapshots = snapshots;
        this.rollups = rollups;
        this.countLimit = countLimit;
    }

    public ListActivityCountsResponse list(ListActivityCountsRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var asked = AskedCounts.of(request);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var after = CountKey.of(PageToken.key(request, CountKey.SIZE));
        return snapshots.read(snapshot -> {
            var edgeDays = EdgeDays.of(accountId, asked.interval(), asked.categories());
            var standing = Standings.of(snapshot, accountId, edgeDays.queries());
            var status = standing.status();
            var observed = asked.interval().within(status.firstEventTime(), status.lastEventTime());
            var response = ListActivityCountsResponse.newBuilder().setScope(standing.scope(observed));
            if (observed == null) {
                return response.build();
            }
            var plan = ReadPlanner.plan(status, observed, edgeDays);
            var lines = new CountLines(asked.columns(), after, pageSize + 1);
            try (var held = countLimit.hold("ask for a shorter interval")) {
                lines.read(rollups, snapshot, accountId, plan, asked, held);
            }
            var page = new BoundedPage<ActivityCount>(pageSize);
            var next = page.fill(
                    request,
                    lines.inOrder(),
                    line -> line.message(asked.columns().byRegion()),
                    line -> line.key().parts());
            return response.setTotalRowCount(lines.total())
                    .addAllActivityCounts(page.messages())
                    .setNextPageToken(next)
                    .build();
        });
    }
}
