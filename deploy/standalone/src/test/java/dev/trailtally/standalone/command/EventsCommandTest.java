package dev.trailtally.standalone.command;

import static dev.trailtally.standalone.sample.SampleTruth.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.Value;
import dev.trailtally.standalone.terminal.DataOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On all services and the shipped sample. */
class EventsCommandTest {

    private static final String ACCOUNT = "012345678901";

    @RegisterExtension
    static final SampleServices SERVICES = new SampleServices();

    @Test
    void theEventsOfAnAccountAreInTheOrderOfTime() throws IOException {
        var run = SERVICES.report("events", "--account", ACCOUNT, "--order", "oldest");

        assertThat(run.exitCode()).as(run.err()).isZero();
        var rows = rows(run);
        assertThat(column(rows, 15)).containsExactlyInAnyOrderElementsOf(ids(of(ACCOUNT)));
        assertThat(column(rows, 0)).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(rows.getFirst()[0]).matches("2024-05-06T09:0[0-9]:[0-9]{2}\\+00:00");
        assertThat(run.err()).contains(rows.size() + " events of 1 account");
    }

    @Test
    void theEventsOfAllAccountsAreAllThere() throws IOException {
        var run = SERVICES.report("events");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(column(rows(run), 15)).containsExactlyInAnyOrderElementsOf(ids(fields -> true));
    }

    @Test
    void filtersLeaveOnlyWhatMatches() throws IOException {
        var run = SERVICES.report(
                "events",
                "--account",
                ACCOUNT,
                "--service",
                "s3",
                "--error-code",
                "AccessDenied",
                "--read-only",
                "true");

        assertThat(column(rows(run), 15))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(ids(of(ACCOUNT)
                        .and(fields -> text(fields, "errorCode").equals("AccessDenied")
                                && text(fields, "eventSource").equals("s3.amazonaws.com")
                                && fields.getOrDefault("readOnly", Value.getDefaultInstance())
                                        .getBoolValue())));
    }

    @Test
    void eventsOfACategoryAreFound() throws IOException {
        var management = SERVICES.report("events", "--category", "data,management");
        assertThat(column(rows(management), 15)).containsExactlyInAnyOrderElementsOf(ids(fields -> true));
        assertThat(SERVICES.report("events", "--category", "data").exitCode()).isEqualTo(ExitCode.NOTHING_FOUND);
    }

    @Test
    void anAccessKeyIsFoundInWhicheverAccounts() throws IOException {
        var run = SERVICES.report("events", "--access-key", "AKIA0000000000ALICE0", "--format", "csv");

        assertThat(run.exitCode()).as(run.err()).isZero();
        var format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (var rows = format.parse(new StringReader(run.out()))) {
            assertThat(rows.getRecords())
                    .isNotEmpty()
                    .allSatisfy(
                            row -> assertThat(row.get("principal")).isEqualTo(row.get("account_id") + ":user/alice"));
        }
        assertThat(SERVICES.report("events", "--access-key", "AKIA0000000000ALICE0", "--format", "csv", "--csv-bom")
                        .out())
                .startsWith("\ufeffevent_time,");
    }

    @Test
    void aJsonLineHasTheRecordWhereItIsAskedFor() {
        var run = SERVICES.report("events", "--account", ACCOUNT, "--format", "jsonl", "--raw");

        assertThat(run.out().lines()).isNotEmpty().allSatisfy(line -> {
            var event = JsonParser.parseString(line).getAsJsonObject();
            var record = JsonParser.parseString(event.get("raw").getAsString()).getAsJsonObject();
            assertThat(record.get("eventID")).isEqualTo(event.get("eventId"));
        });
    }

    @Test
    void whoeverReadsNoFurtherEndsItQuietly() {
        var talk = new StringWriter();
        var code = TrailtallyCommand.commandLine()
                .setOut(new DataOutput(new FailingWriter("Broken pipe")))
                .setErr(new PrintWriter(talk))
                .execute("report", "events", "--account", ACCOUNT, "--server", SERVICES.address());

        assertThat(code).isEqualTo(ExitCode.CLOSED_PIPE);
        assertThat(talk.toString()).isEmpty();
    }

    @Test
    void aFullDiskIsAFailureThatIsTold() {
        var talk = new StringWriter();
        var code = TrailtallyCommand.commandLine()
                .setOut(new DataOutput(new FailingWriter("No space left on device")))
                .setErr(new PrintWriter(talk))
                .execute("report", "events", "--account", ACCOUNT, "--server", SERVICES.address());

        assertThat(code).isEqualTo(ExitCode.FAILURE);
        assertThat(talk.toString()).contains("stdout could not be written: No space left on device");
    }

    @Test
    void whatTheServicesRefuseIsAMistakeOfTheCommandLine() {
        var address = SERVICES.report("events", "--source-ip", "203.0.113.0/99");

        assertThat(address.exitCode()).as(address.err()).isEqualTo(ExitCode.USAGE);
        assertThat(address.err()).contains("203.0.113.0/99").doesNotContain("--verbose", "INVALID_ARGUMENT");
    }

    @Test
    void ofAnUnknownOrganizationalUnitNothingCanBeRead() {
        var unit = SERVICES.report("events", "--ou", "Nowhere");

        assertThat(unit.exitCode()).as(unit.err()).isEqualTo(ExitCode.FAILURE);
        assertThat(unit.err()).contains("organizational unit \"Nowhere\"").doesNotContain("--verbose");
    }

    @Test
    void nothingFoundIsSaid() {
        var run = SERVICES.report("events", "--account", ACCOUNT, "--event-name", "NoSuchCall");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(run.out().lines()).hasSize(1);
    }

    private static List<String[]> rows(Cli run) {
        return run.out().lines().skip(1).map(line -> line.split("\t", -1)).toList();
    }

    private static List<String> column(List<String[]> rows, int column) {
        return rows.stream().map(row -> row[column]).toList();
    }

    private static List<String> ids(Predicate<Map<String, Value>> wanted) throws IOException {
        return SampleServices.events().stream()
                .filter(wanted)
                .map(fields -> text(fields, "eventID"))
                .toList();
    }

    private static Predicate<Map<String, Value>> of(String account) {
        return fields -> text(fields, "recipientAccountId").equals(account);
    }

    /** Like stdout after its reader has closed it, or on a full disk. */
    private static final class FailingWriter extends Writer {

        private final String message;

        FailingWriter(String message) {
            this.message = message;
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
