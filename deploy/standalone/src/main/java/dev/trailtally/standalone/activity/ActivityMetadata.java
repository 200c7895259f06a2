package dev.trailtally.standalone.activity;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.standalone.accesskey.Period;
import dev.trailtally.standalone.summary.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an activity file says about itself: the account, the period, the regions, and how complete it is. */
final class ActivityMetadata {

    // The format of the tools whose files this one resembles.
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String EVERY_REGION = "*";

    private final ActivityQuestion question;
    private final GetActivitySummaryResponse activity;

    ActivityMetadata(ActivityQuestion question, GetActivitySummaryResponse activity) {
        this.question = question;
        this.activity = activity;
    }

    void write(JsonWriter json, Instant now) throws IOException {
        var scope = activity.getScope();
        var period = question.period();
        json.name("_metadata").beginObject();
        json.name("account_id").value(scope.getAccountId());
        json.name("account_name").value(scope.getAccountName());
        json.name("activity_type").value(question.activityType());
        categories(json);
        json.name("cloudtrail_data_analyzed").beginObject();
        json.name("from_timestamp").value(TIMESTAMP.format(period.start()));
        json.name("to_timestamp").value(TIMESTAMP.format(period.end())).endObject();
        regions(json, period);
        json.name("run_timestamp").value(TIMESTAMP.format(now));
        json.name("event_count").value(activity.getEventCount());
        json.name("failed_count").value(activity.getFailedCount());
        json.name("complete_until");
        time(json, scope.hasCompleteUntil(), scope.getCompleteUntil());
        json.name("coverage").jsonValue(JsonText.of(scope.getCoverage()));
        json.endObject();
    }

    private void categories(JsonWriter json) throws IOException {
        if (question.categories().isEmpty()) {
            return;
        }
        json.name("categories").beginArray();
        for (var category : question.categories()) {
            json.value(category.name());
        }
        json.endArray();
    }

    private void regions(JsonWriter json, Period period) throws IOException {
        var enabled = new TreeSet<String>();
        var failed = new TreeMap<String, String>();
        var coverage = activity.getScope().getCoverage();
        coverage.getRegionsList().stream().map(RegionCoverage::getRegion).forEach(enabled::add);
        for (var gap : coverage.getLookupGapsList()) {
            if (period.overlaps(gap.getMissing())) {
                failed.putIfAbsent(gap.getRegion().isEmpty() ? EVERY_REGION : gap.getRegion(), gap.getCode());
            }
            if (!gap.getRegion().isEmpty()) {
                enabled.add(gap.getRegion());
            }
        }
        json.name("regions_enabled").beginArray();
        for (var region : enabled) {
            json.value(region);
        }
        json.endArray().name("regions_failed").beginObject();
        for (var region : failed.entrySet()) {
            json.name(region.getKey()).value(region.getValue());
        }
        json.endObject();
        json.name("unlisted_lookup_gap_count").value(unlistedGaps(coverage));
    }

    /** Windows that LookupEvents could not give and that are not among the listed ones: their regions are not reported. */
    static long unlistedGaps(Coverage coverage) {
        return Math.max(0, coverage.getLookupGapCount() - coverage.getLookupGapsCount());
    }

    private static void time(JsonWriter json, boolean present, Timestamp time) throws IOException {
        if (present) {
            json.value(Timestamps.toString(time));
        } else {
            json.nullValue();
        }
    }
}
