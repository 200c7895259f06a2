package dev.trailtally.report.activity;

import dev.trailtally.report.account.AccountStatuses;
import dev.trailtally.report.account.Scopes;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListActivityCountsResponse;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.BoundedPage;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** ListActivityCounts: a breakdown of an account's activity, without a top. */
@Singleton
public final class ActivityCountList {

    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;

    private final Snapshots snapshots;

    ActivityCountList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListActivityCountsResponse list(ListActivityCountsRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var asked = AskedCounts.of(request);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var after = CountKey.of(PageToken.key(request, CountKey.SIZE));
        return snapshots.read(snapshot -> {
            var status = AccountStatuses.of(snapshot, accountId);
            var observed = asked.interval().within(status.firstEventTime(), status.lastEventTime());
            var response = ListActivityCountsResponse.newBuilder().setScope(Scopes.of(snapshot, status, observed));
            if (observed == null) {
                return response.build();
            }
            var binds = new Binds()
                    .withAll(ReadPlanner.plan(snapshot, status, observed).binds())
                    .withAll(asked.binds())
                    .withAll(CountKey.binds(after))
                    .with("account_id", accountId)
                    .with("limit", pageSize + 1);
            var page = new BoundedPage<ActivityCount>(pageSize);
            snapshot.list(CountRows.SQL, binds, row -> add(response, page, asked, row));
            response.addAllActivityCounts(page.messages());
            if (page.isCut()) {
                response.setNextPageToken(PageToken.after(
                        request, CountKey.of(page.messages().getLast()).parts()));
            }
            return response.build();
        });
    }

    // If the page has no counts, one row has only the total.
    private static boolean add(
            ListActivityCountsResponse.Builder response, BoundedPage<ActivityCount> page, AskedCounts asked, Row row)
            throws SQLException {
        response.setTotalRowCount(row.number("total_row_count"));
        return !row.isNull("event_count") && page.add(message(asked, row));
    }

    private static ActivityCount message(AskedCounts asked, Row row) throws SQLException {
        var count = ActivityCount.newBuilder().setValue(row.text("value")).setEventCount(row.number("event_count"));
        if (asked.columns().byRegion()) {
            return count.setRegion(row.text("owner")).build();
        }
        return count.setPrincipal(Principal.newBuilder()
                        .setKey(row.text("owner"))
                        .setDisplayName(row.text("display_name"))
                        .setType(row.text("principal_type")))
                .setEventSource(row.text("event_source"))
                .setErrorCode(row.text("error_code"))
                .build();
    }
}
