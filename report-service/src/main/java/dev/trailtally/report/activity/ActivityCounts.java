package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Counted;
import dev.trailtally.report.bucket.Family;
import dev.trailtally.report.bucket.ReadPlan;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.count.TextChunks;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
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
            Rollups rollups,
            Snapshot snapshot,
            long accountId,
            ReadPlan plan,
            @Nullable Set<Long> principals,
            AskedActivity asked,
            CountLimit.Held held)
            throws SQLException {
        var byPrincipal = new Tally();
        var calls = new Tally();
        var origins = new Tally();
        var usage = new Tally();
        LongSupplier counted = () -> (long) byPrincipal.size() + calls.size() + origins.size() + usage.size();
        Counted ofPrincipals = (principal, action, errorCode, events, failed, first, last) -> {
            if (principals == null || principals.contains(principal)) {
                byPrincipal.add(principal, 0, 0, events, failed, first, last);
                if (asked.full()) {
                    calls.add(principal, action, errorCode, events, failed, first, last);
                }
                held.atLeast(counted.getAsLong());
            }
        };
        Map<Family, Counted> families = new EnumMap<>(Family.class);
        families.put(asked.full() ? Family.PRINCIPAL_CALL : Family.PRINCIPAL, ofPrincipals);
        if (asked.full()) {
            families.put(Family.PRINCIPAL_ORIGIN, (principal, sourceIp, userAgent, events, failed, first, last) -> {
                if (principals == null || principals.contains(principal)) {
                    origins.add(principal, sourceIp, userAgent, events, failed, first, last);
                    held.atLeast(counted.getAsLong());
                }
            });
        }
        if (principals == null) {
            families.put(Family.USAGE, (region, action, errorCode, events, failed, first, last) -> {
                usage.add(region, asked.full() ? action : 0, 0, events, failed, first, last);
                held.atLeast(counted.getAsLong());
            });
        }
        rollups.read(snapshot, accountId, plan, asked.categories(), families);
        var texts = new TextChunks(snapshot);
        var top = new TopPrincipals(byPrincipal, texts, asked, held, counted.getAsLong());
        var lists = asked.full()
                ? new PrincipalLists(texts, top.references(), calls, origins, asked, held, counted.getAsLong())
                : null;
        return new ActivityCounts(top, lists, new TopRegions(texts, usage, asked));
    }

    void addTo(GetActivitySummaryResponse.Builder response) {
        principals.addTo(response, lists);
        regions.addTo(response);
    }
}
