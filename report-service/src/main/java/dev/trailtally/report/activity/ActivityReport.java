package dev.trailtally.report.activity;

import dev.trailtally.report.account.Scopes;
import dev.trailtally.report.account.Standings;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** GetActivitySummary: who called what, from where and with which errors. */
@Singleton
public final class ActivityReport {

    private final Snapshots snapshots;

    ActivityReport(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public GetActivitySummaryResponse summarize(GetActivitySummaryRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var asked = AskedActivity.of(request);
        return snapshots.read(snapshot -> read(snapshot, accountId, asked));
    }

    static GetActivitySummaryResponse read(Snapshot snapshot, long accountId, AskedActivity asked) throws SQLException {
        var standing = Standings.of(snapshot, accountId);
        var observed = asked.interval().within(standing.firstEventTime(), standing.lastEventTime());
        var response = GetActivitySummaryResponse.newBuilder().setScope(Scopes.of(snapshot, standing, observed));
        if (observed == null) {
            return response.build();
        }
        var binds = new Binds()
                .withAll(ReadPlanner.plan(snapshot, standing, observed).binds())
                .withAll(asked.binds())
                .with("account_id", accountId);
        ActivityRows.read(snapshot, binds, response);
        return response.build();
    }
}
