package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Counted;
import dev.trailtally.report.bucket.Family;
import dev.trailtally.report.bucket.ReadPlan;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.References;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The counts of a summary: by principal, with what each called and from where, and by region. */
final class ActivityCounts {

    private final TopPrincipals principals;
    private final @Nullable PrincipalLists lists;
    private final TopRegions regions;

    private ActivityCounts(TopPrincipals principals, @Nullable PrincipalLists lists, TopRegions regions) {
        this.principals = principals;
        this.lists = lists;
        this.regions = regions;
    }

    /** Of some principals, or all if null; no rollup counts by principal and region, so only all have regions. */
    static ActivityCounts read(
            Snapshot snapshot, long accountId, ReadPlan plan, @Nullable Set<Long> principals, AskedActivity asked)
            throws SQLException {
        var byPrincipal = new Tally();
        var calls = new Tally();
        var origins = new Tally();
        var usage = new Tally();
        Counted ofPrincipals = (principal, action, errorCode, events, failed, first, last) -> {
            if (principals == null || principals.contains(principal)) {
                byPrincipal.add(principal, 0, 0, events, failed, first, last);
                if (asked.full()) {
                    calls.add(principal, action, errorCode, events, failed, first, last);
                }
            }
        };
        Map<Family, Counted> families = new EnumMap<>(Family.class);
        families.put(asked.full() ? Family.PRINCIPAL_CALL : Family.PRINCIPAL, ofPrincipals);
        if (asked.full()) {
            families.put(Family.PRINCIPAL_ORIGIN, (principal, sourceIp, userAgent, events, failed, first, last) -> {
                if (principals == null || principals.contains(principal)) {
                    origins.add(principal, sourceIp, userAgent, events, failed, first, last);
                }
            });
        }
        if (principals == null) {
            families.put(
                    Family.USAGE,
                    (region, action, errorCode, events, failed, first, last) ->
                            usage.add(region, asked.full() ? action : 0, 0, events, failed, first, last));
        }
        Rollups.read(snapshot, accountId, plan, asked.categories(), families);
        var top = topPrincipals(snapshot, byPrincipal, asked);
        return new ActivityCounts(
                top,
                asked.full() ? new PrincipalLists(snapshot, top.references(), calls, origins, asked) : null,
                new TopRegions(snapshot, usage, asked));
    }

    private static TopPrincipals topPrincipals(Snapshot snapshot, Tally byPrincipal, AskedActivity asked)
            throws SQLException {
        var references = new References();
        for (int row = 0; row < byPrincipal.size(); row++) {
            references.with(Dictionary.PRINCIPAL, byPrincipal.one(row));
        }
        return new TopPrincipals(byPrincipal, snapshot.texts(references), asked.outcome(), asked.top());
    }

    void addTo(GetActivitySummaryResponse.Builder response) {
        principals.addTo(response, lists);
        regions.addTo(response);
    }
}
