package dev.trailtally.report.activity;

import dev.trailtally.report.account.Scopes;
import dev.trailtally.report.account.Standings;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Outcome;
import jakarta.inject.Singleton;

/** GetActivitySummary: who called what, from where and with which errors. */
@Singleton
public final class ActivityReport {

    private static final int DEFAULT_TOP = 40;
    private static final int MAX_TOP = 1_000;
    private static final int MAX_NESTED_TOP = 100;
    private static final int MAX_LISTED =
            20_000; // entries of one kind of list, over all principals: bounds the message

    private final Snapshots snapshots;

    ActivityReport(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public GetActivitySummaryResponse summarize(GetActivitySummaryRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var asked = AskedInterval.of(request.getInterval());
        var outcome = Fields.known("outcome", request.getOutcome(), request.getOutcomeValue());
        int top = Fields.number("top", request.getTop(), DEFAULT_TOP, MAX_TOP);
        return snapshots.read(snapshot -> {
            var standing = Standings.of(snapshot, accountId);
            var observed = asked.within(standing.firstEventTime(), standing.lastEventTime());
            var response = GetActivitySummaryResponse.newBuilder().setScope(Scopes.of(snapshot, standing, observed));
            if (observed == null) {
                return response.build();
            }
            var binds = new Binds()
                    .withAll(ReadPlanner.plan(snapshot, standing, observed).binds())
                    .with("account_id", accountId)
                    .with("outcome", counted(outcome))
                    .with("top", top)
                    .with("nested_top", Math.min(top, Math.min(MAX_NESTED_TOP, MAX_LISTED / top)));
            ActivityRows.read(snapshot, binds, response);
            return response.build();
        });
    }

    private static String counted(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_UNSPECIFIED, OUTCOME_ALL, UNRECOGNIZED -> "all";
            case OUTCOME_SUCCESSFUL -> "successful";
            case OUTCOME_FAILED -> "failed";
        };
    }
}
