package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.sample.SampleLogs;
import dev.trailtally.standalone.sample.SampleTruth;
import dev.trailtally.standalone.sample.SampleTruth.SampleRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: PostgreSQL, all services, the shipped sample. */
class ScanCommandTest {

    @TempDir
    Path folder;

    @Test
    void theSampleIsCountedAsAnIndependentReaderCountsIt() throws IOException {
        var records = SampleTruth.records(SampleLogs.in(CacheFolder.path()));
        var unique = unique(records);

        var run = Cli.run("scan", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        var json = parse(run.out());
        var counts = object(object(json, "scan"), "records");
        assertThat(number(counts, "read")).isEqualTo(records.size());
        assertThat(number(counts, "stored")).isEqualTo(unique.size());
        assertThat(number(counts, "duplicate")).isEqualTo(records.size() - unique.size() - 1);
        assertThat(number(counts, "rejected")).isEqualTo(1);
        assertThat(countsByAccount(json, "eventCount")).isEqualTo(countBy(unique, SampleRecord::account));
        assertThat(countsByAccount(json, "failedCount"))
                .isEqualTo(countBy(unique.stream().filter(SampleRecord::failed).toList(), SampleRecord::account));
        assertThat(actionCounts(json)).isEqualTo(countBy(unique, record -> record.account() + " " + record.action()));
    }

    @Test
    void aSecondScanOfAKeptDatabaseAddsNothing() {
        var keep = folder.resolve("kept database").toString();
        var first = Cli.run("scan", "--keep", keep);
        var second = Cli.run("scan", "--keep", keep);

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("0 files (0 read").contains("29 known from earlier scans");
        assertThat(totals(second.out())).isNotEmpty().isEqualTo(totals(first.out()));
    }

    @Test
    void aDamagedFileMakesEveryScanIncompleteAndTheScanIsListedAndResumedByItsId() throws IOException {
        var logs = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(logs.resolve("cut.json"), "{\"Records\":[{\"eventID\":");
        var keep = folder.resolve("kept").toString();

        var first = Cli.run("scan", "--logs", logs.toString(), "--keep", keep);
        var second = Cli.run("scan", "--logs", logs.toString(), "--keep", keep);
        var listed = Cli.run("scans", "--keep", keep);

        assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(second.exitCode()).as(second.err() + second.out()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(second.out()).contains("cut.json").contains("1 not fully readable");
        assertThat(listed.exitCode()).as(listed.err()).isZero();
        var line = Pattern.compile("trailtally scan --resume ([0-9a-f-]{36}) --keep (\\S+)")
                .matcher(listed.out());
        assertThat(line.find()).as(listed.out()).isTrue();
        assertThat(first.err() + second.err()).contains("Scan " + line.group(1));

        var resumed = Cli.run("scan", "--resume", line.group(1), "--keep", line.group(2));
        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(resumed.err()).contains("Continuing scan " + line.group(1));
        assertThat(resumed.out()).contains("cut.json").doesNotContain("OUTSIDE_ROOTS");
    }

    @Test
    void peopleReadTotalsAndReasons() {
        var run = Cli.run("scan", "--accounts-shown", "1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("012345678901", "s3.amazonaws.com", "AccessDenied", ":user/alice", "1 for NO_TIME")
                .contains("0915Z_odd.json.gz record 1")
                .contains("2 accounts not shown one by one");
        assertThat(run.err()).contains("using the sample in", "29 of 29 files").doesNotContain("\tat ");
    }

    @Test
    void anAccountFilterLeavesOutTheOthers() {
        var run = Cli.run("scan", "--account", "012345678901");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Account 012345678901").doesNotContain("111122223333");
    }

    @Test
    void anEmptyFolderIsSaidToHoldNothing() {
        var run = Cli.run("scan", "--logs", folder.toString());

        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(run.err()).contains("No CloudTrail event was found");
    }

    @Test
    void aFileThatIsNoLogIsIgnoredAndNamed() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "nothing here");

        var run = Cli.run("scan", "--logs", folder.toString());

        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(run.out()).contains("notes.txt").doesNotContain("INVALID_JSON");
    }

    @Test
    void nothingButOneDocumentIsOnStdout() {
        assertThatCode(() -> parse(Cli.run("scan", "--json").out())).doesNotThrowAnyException();
    }

    private static List<SampleRecord> unique(List<SampleRecord> records) {
        Map<String, SampleRecord> unique = new HashMap<>();
        records.stream()
                .filter(SampleRecord::valid)
                .forEach(record -> unique.put(record.account() + record.id(), record));
        return List.copyOf(unique.values());
    }

    private static Map<String, Long> countBy(List<SampleRecord> records, Function<SampleRecord, String> key) {
        return records.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    private static Map<String, Long> countsByAccount(Struct json, String field) {
        return accounts(json).stream()
                .map(account -> object(account, "account"))
                .collect(Collectors.toMap(account -> text(account, "accountId"), account -> number(account, field)));
    }

    private static Map<String, Long> actionCounts(Struct json) {
        var counts = new HashMap<String, Long>();
        for (var account : accounts(json)) {
            var accountId = text(object(account, "account"), "accountId");
            for (var row :
                    account.getFieldsOrThrow("serviceUsage").getListValue().getValuesList()) {
                var usage = row.getStructValue();
                counts.merge(
                        accountId + " " + text(usage, "eventSource") + ":" + text(usage, "eventName"),
                        number(usage, "eventCount"),
                        Long::sum);
            }
        }
        return counts;
    }

    private static List<String> totals(String summary) {
        return summary.lines()
                .filter(line -> line.matches(" +[0-9]{12} .*"))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    private static Struct parse(String json) throws IOException {
        var struct = Struct.newBuilder();
        JsonFormat.parser().merge(json, struct);
        return struct.build();
    }

    private static List<Struct> accounts(Struct json) {
        return json.getFieldsOrThrow("accounts").getListValue().getValuesList().stream()
                .map(Value::getStructValue)
                .toList();
    }

    private static Struct object(Struct parent, String name) {
        return parent.getFieldsOrThrow(name).getStructValue();
    }

    private static String text(Struct parent, String name) {
        return parent.getFieldsOrThrow(name).getStringValue();
    }

    private static long number(Struct parent, String name) {
        return Long.parseLong(text(parent, name));
    }
}
