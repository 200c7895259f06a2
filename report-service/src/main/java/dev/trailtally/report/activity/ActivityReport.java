package dev.trailtally.report.activity;

import dev.trailtally.report.account.Standings;
import dev.trailtally.report.bucket.EdgeDays;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.stream.MessageSize;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** GetActivitySummary: who called what, from where and with which errors. */
@Singleton
public final class ActivityReport {

    private static final String ADVICE = "ask for a shorter interval, for some principals or for a basic view";
    private static final int MAX_MATCHES = 100_000;

    private static final Sql PRINCIPAL_REFS = new Sql("""
            select id
            from principal
            where principal_key = any(:names)
            or display_name = any(:names)
            or :patterns::text[] is not null and (principal_key like any(:patterns) or display_name like any(:patterns))
            limit :limit
            """);

    private final Snapshots snapshots;
    private final Rollups rollups;
    private final CountLimit countLimit;

    ActivityReport(Snapshots snapshots, Rollups rollups, CountLimit countLimit) {
        this.snapshots = snapshots;
        this.rollups = rollups;
        this.countLimit = countLimit;
    }

    public GetActivitySummaryResponse summarize(GetActivitySummaryRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var asked = AskedActivity.of(request);
        return MessageSize.check(
                snapshots.read(snapshot -> read(snapshot, accountId, asked)),
                "ask for a smaller top, a basic view or a shorter interval");
    }

    GetActivitySummaryResponse read(Snapshot snapshot, long accountId, AskedActivity asked) throws SQLException {
        var edgeDays = EdgeDays.of(accountId, asked.interval(), asked.categories());
        var standing = Standings.of(snapshot, accountId, edgeDays.queries());
        var status = standing.status();
        var observed = asked.interval().within(status.firstEventTime(), status.lastEventTime());
        var response = GetActivitySummaryResponse.newBuilder().setScope(standing.scope(observed));
        if (observed == null) {
            return response.build();
        }
        var plan = ReadPlanner.plan(status, observed, edgeDays);
        var principals = principalRefs(snapshot, asked.principals());
        try (var held = countLimit.hold(ADVICE)) {
            ActivityCounts.read(rollups, snapshot, accountId, plan, principals, asked, held)
                    .addTo(response);
        }
        return response.build();
    }

    private static @Nullable Set<Long> principalRefs(Snapshot snapshot, List<String> principals) throws SQLException {
        if (principals.isEmpty()) {
            return null;
        }
        // Names are found by index; patterns read the whole dictionary.
        var patterns = principals.stream()
                .filter(NamePattern::isPattern)
                .map(NamePattern::of)
                .toArray(String[]::new);
        var binds = new Binds()
                .with("names", principals.toArray(String[]::new))
                .with("patterns", patterns.length == 0 ? null : patterns)
                .with("limit", MAX_MATCHES + 1);
        var references = snapshot.references(PRINCIPAL_REFS, binds);
        if (references.size() > MAX_MATCHES) {
            throw RpcErrors.invalidArgument(
                    "principals",
                    "the patterns match more than %,d principals; narrower ones are required, or none for all principals"
                            .formatted(MAX_MATCHES));
        }
        return Set.copyOf(references);
    }
}
