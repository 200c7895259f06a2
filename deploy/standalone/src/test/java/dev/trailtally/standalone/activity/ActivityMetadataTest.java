package dev.trailtally.standalone.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.LookupGap;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.standalone.accesskey.Period;
import java.io.IOException;
import java.io.StringWriter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivityMetadataTest {

    private static final Period DAY = Period.day(LocalDate.parse("2026-11-20"), ZoneOffset.UTC);

    @Test
    void regionsBeyondTheListedGapsAreCounted() throws IOException {
        var coverage = Coverage.newBuilder()
                .addLookupGaps(LookupGap.newBuilder().setRegion("eu-west-1").setCode("AccessDeniedException"))
                .setLookupGapCount(17);
        var activity = GetActivitySummaryResponse.newBuilder()
                .setScope(ReportScope.newBuilder().setCoverage(coverage))
                .build();
        var out = new StringWriter();
        var json = new JsonWriter(out);
        json.beginObject();
        new ActivityMetadata(
                        new ActivityQuestion(
                                AccountSelection.getDefaultInstance(), DAY, Outcome.OUTCOME_ALL, List.of()),
                        activity)
                .write(json, DAY.end());
        json.endObject();

        var metadata = JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonObject("_metadata");

        assertThat(metadata.get("regions_failed")).hasToString("{\"eu-west-1\":\"AccessDeniedException\"}");
        assertThat(metadata.get("unlisted_lookup_gap_count").getAsLong()).isEqualTo(16);
    }
}
