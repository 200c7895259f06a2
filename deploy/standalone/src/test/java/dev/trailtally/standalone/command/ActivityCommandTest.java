package dev.trailtally.standalone.command;

import static dev.trailtally.standalone.sample.SampleTruth.struct;
import static dev.trailtally.standalone.sample.SampleTruth.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On all services and the shipped sample. */
class ActivityCommandTest {

    private static final String ACCOUNT = "012345678901";

    @RegisterExtension
    static final SampleServices SERVICES = new SampleServices();

    @TempDir
    Path folder;

    @Test
    void everyAccountHasAFileOfAllItsCounts() throws IOException {
        var run = SERVICES.report("activity", "--month", "2024-05", "--out", folder.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).doesNotContain("moved", "unlisted");
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder(
                        "account_activity_012345678901.json",
                        "account_activity_111122223333.json",
                        "account_activity_210987654321.json");
        for (var account : new String[] {ACCOUNT, "111122223333", "210987654321"}) {
            assertAllCounts(read(account), of(account));
        }
    }

    @Test
    void failedActivityIsThatAlone() throws IOException {
        var run = SERVICES.report(
                "activity",
                "--activity-type",
                "failed",
                "--year",
                "2024",
                "--account",
                ACCOUNT,
                "--out",
                folder + "/new");

        assertThat(run.exitCode()).as(run.err()).isZero();
        var activity = JsonParser.parseString(
                        Files.readString(folder.resolve("new/account_activity_" + ACCOUNT + ".json")))
                .getAsJsonObject();
        assertThat(activity.getAsJsonObject("_metadata").get("activity_type").getAsString())
                .isEqualTo("FAILED");
        assertAllCounts(activity, of(ACCOUNT).and(ActivityCommandTest::failed));
    }

    @Test
    void theMetadataSayWhatTheNumbersCover() throws IOException {
        SERVICES.report(
                "activity",
                "--from",
                "2024-05-07",
                "--to",
                "2024-05-08",
                "--account",
                ACCOUNT,
                "--out",
                folder.toString());

        var metadata = read(ACCOUNT).getAsJsonObject("_metadata");

        assertThat(metadata.get("account_id").getAsString()).isEqualTo(ACCOUNT);
        assertThat(metadata.get("cloudtrail_data_analyzed"))
                .hasToString("{\"from_timestamp\":\"20240507000000\",\"to_timestamp\":\"20240508000000\"}");
        assertThat(metadata.get("regions_enabled")).hasToString("[\"ap-southeast-2\",\"eu-west-1\",\"us-east-1\"]");
        assertThat(metadata.get("regions_failed")).hasToString("{}");
        assertThat(metadata.get("run_timestamp").getAsString()).matches("[0-9]{14}");
        assertThat(metadata.get("complete_until").getAsString()).startsWith("2024-05-08T");
        assertThat(metadata.getAsJsonObject("coverage").getAsJsonArray("regions"))
                .hasSize(3);
        assertThat(read(ACCOUNT).getAsJsonObject("principals").getAsJsonObject(ACCOUNT + ":role/Admin"))
                .hasToString("{\"key\":\"arn:aws:iam::012345678901:role/Admin\",\"type\":\"AssumedRole\"}");
    }

    @Test
    void aTimeWithoutEventsIsTold() {
        var run = SERVICES.report("activity", "--account", ACCOUNT, "--out", folder.toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(run.err()).contains("Nothing was found; check the accounts, the time");
    }

    @Test
    void anAccountThatCannotBeAnsweredIsTold() {
        var run = SERVICES.report("activity", "--account", "999999999999", "--out", folder.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("failed: 999999999999 UNKNOWN_ACCOUNT: ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void picturesAreDrawnOfTheAccountsThatAreKnown() {
        var run = draw("ALL");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err())
                .contains("failed: 999999999999 UNKNOWN_ACCOUNT", "2 pictures of accounts and services")
                .contains("1 file of 1 account; 1 account failed");
        assertThat(folder.resolve("accounts_by_services.png")).isNotEmptyFile();
        assertThat(folder.resolve("accounts_by_services.svg")).isNotEmptyFile();
        assertThat(folder.resolve(ACCOUNT + "/activity_over_time.png")).isNotEmptyFile();
        assertThat(folder.resolve(ACCOUNT + "/api_calls_by_principal_summary.svg"))
                .isNotEmptyFile();
    }

    @Test
    void theHeatMapOfAllEventsIsLeftOutWhereOnlyFailedOnesCount() {
        var run = draw("FAILED");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("No heat map of accounts and services").doesNotContain("moved");
        assertThat(folder.resolve("accounts_by_services.png")).doesNotExist();
        assertThat(folder.resolve(ACCOUNT + "/error_codes_by_principal_summary.png"))
                .isNotEmptyFile();
    }

    private Cli draw(String activityType) {
        return SERVICES.report(
                "activity",
                "--activity-type",
                activityType,
                "--month",
                "2024-05",
                "--account",
                ACCOUNT + ",999999999999",
                "--out",
                folder.toString(),
                "--plots",
                folder.toString());
    }

    private static void assertAllCounts(JsonObject activity, Predicate<Map<String, Value>> wanted) throws IOException {
        Function<Map<String, Value>, String> action =
                fields -> text(fields, "eventSource") + ":" + text(fields, "eventName");
        Function<Map<String, Value>, String> principal = ActivityCommandTest::principal;
        assertSection(activity, "api_calls_by_principal", wanted, principal, action);
        assertSection(activity, "api_calls_by_region", wanted, fields -> text(fields, "awsRegion"), action);
        assertSection(
                activity, "ip_addresses_by_principal", wanted, principal, fields -> text(fields, "sourceIPAddress"));
        assertSection(activity, "user_agents_by_principal", wanted, principal, fields -> text(fields, "userAgent"));
        assertSection(
                activity,
                "error_codes_by_principal",
                wanted.and(fields -> fields.containsKey("errorCode")),
                principal,
                fields -> text(fields, "eventSource") + ":" + text(fields, "errorCode"));
    }

    private static void assertSection(
            JsonObject activity,
            String name,
            Predicate<Map<String, Value>> wanted,
            Function<Map<String, Value>, String> subject,
            Function<Map<String, Value>, String> value)
            throws IOException {
        var found = new TreeMap<String, Long>();
        activity.getAsJsonObject(name).entrySet().forEach(section -> {
            var counts = section.getValue().getAsJsonObject().entrySet();
            assertThat(counts.stream().map(count -> count.getValue().getAsLong()))
                    .as(name + " of " + section.getKey())
                    .isSortedAccordingTo(Comparator.reverseOrder());
            counts.forEach(count -> found.put(
                    section.getKey() + " " + count.getKey(), count.getValue().getAsLong()));
        });
        var truth = SampleServices.events().stream()
                .filter(wanted)
                .map(fields -> subject.apply(fields) + " " + value.apply(fields))
                .collect(Collectors.groupingBy(key -> key, TreeMap::new, Collectors.counting()));
        assertThat(found).as(name).isEqualTo(truth);
    }

    /** The short form, by the rule of the documentation. */
    private static String principal(Map<String, Value> fields) {
        var identity = struct(fields, "userIdentity");
        var account = text(identity, "accountId");
        return switch (text(identity, "type")) {
            case "IAMUser" -> account + ":user/" + text(identity, "userName");
            case "Root" -> account + ":root";
            case "AWSService" -> text(identity, "invokedBy");
            case "AssumedRole" ->
                account + ":role/" + text(struct(struct(identity, "sessionContext"), "sessionIssuer"), "userName");
            default -> "oidc:ci:repo";
        };
    }

    private static Predicate<Map<String, Value>> of(String account) {
        return fields -> text(fields, "recipientAccountId").equals(account);
    }

    private static boolean failed(Map<String, Value> fields) {
        return fields.containsKey("errorCode") || fields.containsKey("errorMessage");
    }

    private JsonObject read(String account) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("account_activity_" + account + ".json")))
                .getAsJsonObject();
    }
}
