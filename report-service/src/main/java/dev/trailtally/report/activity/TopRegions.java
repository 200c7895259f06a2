package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.TextChunks;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.RegionActivity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The regions that made the list, most events first, with what was called there. */
final class TopRegions {

    private static final Comparator<Ranked> ORDER =
            Comparator.comparingLong(Ranked::eventCount).reversed().thenComparing(Ranked::region, Text.ORDER);

    private record Ranked(long reference, String region, long eventCount, long failedCount) {}

    private final List<Ranked> all = new ArrayList<>();
    private final TopLists apiCalls;
    private final AskedActivity asked;

    /** Of counts by region and action. */
    TopRegions(TextChunks texts, Tally usage, AskedActivity asked) throws SQLException {
        this.asked = asked;
        var regions = new Tally();
        var calls = new Tally();
        for (int row = 0; row < usage.size(); row++) {
            long events = asked.outcome().events(usage.eventCount(row), usage.failedCount(row));
            regions.add(usage.one(row), 0, 0, events, asked.outcome().failed(usage.failedCount(row)), 0, 0);
            if (asked.full()) {
                calls.count(usage.one(row), usage.two(row), 0, events);
            }
        }
        for (int row = 0; row < regions.size(); row++) {
            long reference = regions.one(row);
            long events = regions.eventCount(row);
            long failed = regions.failedCount(row);
            if (events > 0) {
                texts.with(Dictionary.REGION, reference)
                        .then(read -> all.add(new Ranked(
                                reference, read.of(Dictionary.REGION, reference).main(), events, failed)));
            }
        }
        apiCalls = TopLists.of(calls, asked.nestedTop(), Dictionary.ACTION, texts);
        texts.readRest();
    }

    void addTo(GetActivitySummaryResponse.Builder response) {
        var top = all.stream().sorted(ORDER).limit(asked.top()).toList();
        long rest = all.stream().mapToLong(Ranked::eventCount).sum()
                - top.stream().mapToLong(Ranked::eventCount).sum();
        response.setRegionRemainder(TopLists.remainder(all.size() - top.size(), rest));
        for (var ranked : top) {
            var region = RegionActivity.newBuilder()
                    .setRegion(ranked.region())
                    .setEventCount(ranked.eventCount())
                    .setFailedCount(ranked.failedCount());
            response.addRegions(asked.full() ? region.setApiCalls(apiCalls.of(ranked.reference())) : region);
        }
    }
}
