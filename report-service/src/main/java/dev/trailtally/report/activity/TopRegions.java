package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.RegionActivity;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The regions that made the list, most events first, with what was called there. */
final class TopRegions {

    private final Map<Long, RegionActivity.Builder> byReference = new LinkedHashMap<>();
    private final boolean full;
    private final TopLists lists = new TopLists();
    private long regionCount;
    private long eventCount;

    TopRegions(boolean full) {
        this.full = full;
    }

    TopLists lists() {
        return lists;
    }

    void add(long reference, Row row) throws SQLException {
        regionCount = row.number("list_value_count");
        eventCount = row.number("list_event_count");
        byReference.put(
                reference,
                RegionActivity.newBuilder()
                        .setRegion(row.text("value"))
                        .setEventCount(row.number("event_count"))
                        .setFailedCount(row.number("failed_count")));
    }

    void addTo(GetActivitySummaryResponse.Builder response) {
        long listed = byReference.values().stream()
                .mapToLong(RegionActivity.Builder::getEventCount)
                .sum();
        response.setRegionRemainder(TopLists.remainder(regionCount - byReference.size(), eventCount - listed));
        byReference.forEach((reference, region) ->
                response.addRegions(full ? region.setApiCalls(lists.of(reference, TopLists.Kind.API_CALL)) : region));
    }
}
