package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real CloudTrail records with counts of another reader, if the machine has them beside the project. */
class ReportOfFixturesTest {

    private static final Path FIXTURES = Path.of(System.getProperty("project.root", "../.."))
            .resolveSibling("shared")
            .resolve("cloudtrail-fixtures");

    @TempDir
    Path folder;

    @Test
    void realLogsAreReportedAsAnotherReaderCountsThem() throws IOException {
        assumeTrue(Files.isReadable(FIXTURES.resolve("truth.json")), "no fixtures");
        var keep = folder.resolve("kept").toString();
        var scan = Cli.run("scan", "--logs", FIXTURES.resolve("s3").toString(), "--keep", keep);

        var usage = Cli.run("report", "service-usage", "--keep", keep);

        assertThat(usage.exitCode()).as(scan.err() + usage.err()).isZero();
        assertThat(counts(JsonParser.parseString(usage.out()).getAsJsonArray())).isEqualTo(truth());
    }

    private static Map<String, Long> counts(JsonArray elements) {
        var counts = new TreeMap<String, Long>();
        for (var each : elements) {
            var element = each.getAsJsonObject();
            var results = element.getAsJsonObject("results");
            var account = element.getAsJsonObject("account").get("identifier").getAsString();
            for (var row : results.getAsJsonArray("service_usage")) {
                counts.merge(
                        String.join(
                                " ",
                                account,
                                results.get("event_source").getAsString(),
                                text(row.getAsJsonObject(), "event_name"),
                                text(row.getAsJsonObject(), "error_code")),
                        row.getAsJsonObject().get("count").getAsLong(),
                        Long::sum);
            }
        }
        return counts;
    }

    private static Map<String, Long> truth() throws IOException {
        var truth = JsonParser.parseString(Files.readString(FIXTURES.resolve("truth.json")))
                .getAsJsonObject()
                .getAsJsonObject("s3");
        var counts = new TreeMap<String, Long>();
        for (var account : truth.entrySet()) {
            if (!account.getKey().matches("[0-9]{12}")) {
                continue;
            }
            for (var each : account.getValue().getAsJsonObject().getAsJsonArray("by_source_name_error")) {
                var row = each.getAsJsonArray();
                var key = String.join(
                        " ",
                        account.getKey(),
                        row.get(0).getAsString(),
                        row.get(1).getAsString(),
                        row.get(2).getAsString());
                if (row.get(4).getAsLong() > 0) {
                    counts.put(key, row.get(4).getAsLong());
                }
            }
        }
        return counts;
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }
}
