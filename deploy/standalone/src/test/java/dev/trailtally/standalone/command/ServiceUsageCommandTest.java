package dev.trailtally.standalone.command;

import static dev.trailtally.standalone.sample.SampleTruth.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Value;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On all services and the shipped sample. */
class ServiceUsageCommandTest {

    private static final String UNKNOWN = "999999999999";

    @RegisterExtension
    static final SampleServices SERVICES = new SampleServices();

    @Test
    void everyEventIsCountedOnceWhereItBelongs() throws IOException {
        var run = SERVICES.report("service-usage");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(counts(run.out())).isEqualTo(truth(fields -> true));
        assertThat(run.err()).contains(" of 3 accounts");
    }

    @Test
    void theCsvHasTheSameCounts() throws IOException {
        var run = SERVICES.report("service-usage", "--format", "csv", "--month", "2024-05");

        assertThat(run.exitCode()).as(run.err()).isZero();
        var counts = new TreeMap<String, Long>();
        var format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (var rows = format.parse(new StringReader(run.out()))) {
            for (var row : rows) {
                assertThat(row.get("year") + row.get("month")).isEqualTo("202405");
                counts.merge(
                        String.join(
                                " ",
                                row.get("account_id"),
                                row.get("region"),
                                row.get("event_source"),
                                row.get("event_name"),
                                row.get("error_code")),
                        Long.parseLong(row.get("count")),
                        Long::sum);
            }
        }
        assertThat(counts).isEqualTo(truth(fields -> true));
        assertThat(SERVICES.report("service-usage", "--format", "csv", "--month", "2024-05", "--csv-bom")
                        .out())
                .startsWith("\ufeffaccount_id,")
                .hasSize(run.out().length() + 1);
    }

    @Test
    void anElementIsOfOneAccountMonthRegionAndService() throws IOException {
        var run = SERVICES.report(
                "service-usage", "--account", "012345678901", "--regions", "eu-west-1", "--services", "s3");

        assertThat(run.out().lines()).hasSize(3);
        var element = JsonParser.parseString(run.out()).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(element.keySet()).containsExactly("account", "description", "partition", "results");
        assertThat(element.get("account")).hasToString("{\"identifier\":\"012345678901\",\"name\":\"\"}");
        assertThat(element.get("partition"))
                .hasToString("{\"year\":\"2024\",\"month\":\"05\",\"region\":\"eu-west-1\"}");
        assertThat(element.get("description").getAsString())
                .startsWith("AWS s3 service usage scan, 2024-05-01T00:00:00Z to 2024-06-01T00:00:00Z, complete until");
        assertThat(counts(run.out()))
                .isEqualTo(truth(fields -> text(fields, "recipientAccountId").equals("012345678901")
                        && text(fields, "awsRegion").equals("eu-west-1")
                        && text(fields, "eventSource").equals("s3.amazonaws.com")));
    }

    @Test
    void onlyTheCategoriesThatAreAskedForAreCounted() throws IOException {
        var management = SERVICES.report("service-usage", "--category", "insight,Management");
        assertThat(counts(management.out())).isEqualTo(truth(fields -> true));
        assertThat(SERVICES.report("service-usage", "--category", "data", "--category", "network-activity")
                        .exitCode())
                .isEqualTo(ExitCode.NOTHING_FOUND);
    }

    @Test
    void aPartOfAMonthIsCountedToTheSecond() throws IOException {
        var run = SERVICES.report("service-usage", "--from", "2024-05-07T09:01:00Z", "--to", "2024-05-08T09:02:30Z");

        assertThat(counts(run.out())).isNotEmpty().isEqualTo(truth(fields -> {
            var time = text(fields, "eventTime");
            return time.compareTo("2024-05-07T09:01:00Z") >= 0 && time.compareTo("2024-05-08T09:02:30Z") < 0;
        }));
    }

    @Test
    void anAccountThatCannotBeAnsweredIsAnElementAndOnStderr() throws IOException {
        var run = SERVICES.report("service-usage", "--account", UNKNOWN, "--account", "111122223333");

        assertThat(run.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("failed: " + UNKNOWN + " UNKNOWN_ACCOUNT: ", "; 1 account failed");
        var errors = JsonParser.parseString(run.out()).getAsJsonArray().asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(element -> element.has("error"))
                .toList();
        assertThat(errors).singleElement().satisfies(element -> {
            assertThat(element.get("error").getAsJsonObject().get("code").getAsString())
                    .isEqualTo("UNKNOWN_ACCOUNT");
            assertThat(element.get("results")).hasToString("{\"event_source\":\"\",\"service_usage\":[]}");
        });
    }

    @Test
    void aTimeWithoutEventsIsAnEmptyArray() {
        var run = SERVICES.report("service-usage", "--year", "2020");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(run.out()).isEqualTo("[]\n");
        assertThat(run.err()).contains("Nothing was found; check");
    }

    private static Map<String, Long> counts(String json) {
        var counts = new TreeMap<String, Long>();
        for (var each : JsonParser.parseString(json).getAsJsonArray()) {
            var element = each.getAsJsonObject();
            var results = element.getAsJsonObject("results");
            for (var row : results.getAsJsonArray("service_usage")) {
                counts.merge(key(element, results, row.getAsJsonObject()), count(row), Long::sum);
            }
        }
        return counts;
    }

    private static long count(JsonElement row) {
        return row.getAsJsonObject().get("count").getAsLong();
    }

    private static String key(JsonObject element, JsonObject results, JsonObject row) {
        return String.join(
                " ",
                element.getAsJsonObject("account").get("identifier").getAsString(),
                element.getAsJsonObject("partition").get("region").getAsString(),
                results.get("event_source").getAsString(),
                row.get("event_name").getAsString(),
                row.get("error_code").getAsString());
    }

    private static Map<String, Long> truth(Predicate<Map<String, Value>> wanted) throws IOException {
        return SampleServices.events().stream()
                .filter(wanted)
                .map(fields -> String.join(
                        " ",
                        text(fields, "recipientAccountId"),
                        text(fields, "awsRegion"),
                        text(fields, "eventSource"),
                        text(fields, "eventName"),
                        text(fields, "errorCode")))
                .collect(Collectors.groupingBy(key -> key, TreeMap::new, Collectors.counting()));
    }
}
