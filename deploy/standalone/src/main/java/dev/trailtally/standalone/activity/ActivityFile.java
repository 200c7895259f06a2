package dev.trailtally.standalone.activity;

import com.google.gson.stream.JsonWriter;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import io.grpc.Channel;
import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The activity of one account as a JSON document: all of it, page by page. */
final class ActivityFile {

    /** A principal's key and the types that it called with. */
    private record Types(String key, Set<String> types) {}

    private final ActivityQuestion question;
    private final ActivityCounts counts;
    private final Clock clock;
    private long eventsByRegion;

    ActivityFile(Channel channel, ActivityQuestion question, Clock clock) {
        this.question = question;
        this.counts = new ActivityCounts(channel, question);
        this.clock = clock;
    }

    /** Writes it, and returns how many events its regions count: more than the summary if some arrived in the meantime. */
    long write(GetActivitySummaryResponse activity, Writer out) throws IOException {
        var accountId = activity.getScope().getAccountId();
        var labels = new PrincipalLabels();
        var principals = new LinkedHashMap<String, Types>();
        var json = new JsonWriter(out);
        json.setHtmlSafe(false);
        json.setIndent("  ");
        json.beginObject();
        new ActivityMetadata(question, activity).write(json, clock.instant());
        for (var breakdown : Breakdowns.ALL) {
            write(json, accountId, breakdown, labels, principals);
        }
        write(json, principals);
        json.endObject();
        json.flush();
        out.write("\n");
        return eventsByRegion;
    }

    private void write(
            JsonWriter json,
            String accountId,
            ActivityBreakdown breakdown,
            PrincipalLabels labels,
            Map<String, Types> principals)
            throws IOException {
        var section = new CountsJson(json);
        section.begin(Breakdowns.name(breakdown));
        counts.forEach(accountId, breakdown, count -> {
            if (count.hasPrincipal()) {
                var label = labels.of(count.getPrincipal());
                var key = count.getPrincipal().getKey();
                principals
                        .computeIfAbsent(label, absent -> new Types(key, new TreeSet<>()))
                        .types()
                        .add(count.getPrincipal().getType());
                section.add(label, count);
            } else {
                eventsByRegion += count.getEventCount();
                section.add(count.getRegion(), count);
            }
        });
        section.end();
    }

    /** The keys of the short names, for joins with IAM. */
    private static void write(JsonWriter json, Map<String, Types> principals) throws IOException {
        json.name("principals").beginObject();
        for (var principal : principals.entrySet()) {
            json.name(principal.getKey()).beginObject();
            json.name("key").value(principal.getValue().key());
            json.name("type")
                    .value(String.join(", ", principal.getValue().types()))
                    .endObject();
        }
        json.endObject();
    }
}
