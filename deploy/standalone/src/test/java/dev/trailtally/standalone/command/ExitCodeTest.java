package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.ObjectCounts;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.RequestCounts;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ExitCodeTest {

    private static final int WIDTH = 1_000;

    record Case(String end, Scan.Builder scan, boolean nothing, int code) {

        @Override
        public String toString() {
            return end + ": " + code;
        }
    }

    private static Stream<Case> lookups() {
        return Stream.of(
                new Case("everything was read", lookup(), false, 0),
                new Case("everything was read, and there was nothing", lookup(), true, 4),
                new Case("no account could be listed", failed(lookup()).setFailureCount(1), true, 1),
                new Case("every unit was denied", failed(lookup()).setUnits(units(0, 4)), true, 1),
                new Case("one of four units was denied", failed(lookup()).setUnits(units(3, 1)), false, 3),
                new Case(
                        "one of two units had no event, the other was denied",
                        failed(lookup()).setUnits(units(1, 1)),
                        true,
                        3),
                new Case(
                        "every unit failed after some pages",
                        failed(lookup())
                                .setUnits(units(0, 4))
                                .setRequests(RequestCounts.newBuilder().setPages(9)),
                        false,
                        3),
                new Case("somebody cancelled it", lookup().setState(ScanState.SCAN_STATE_CANCELLED), false, 3));
    }

    private static Stream<Case> lastAccessed() {
        return Stream.of(
                new Case("every job is done", access(), false, 0),
                new Case("nobody is there", access(), true, 4),
                new Case("every account was denied", failed(access()).setUnits(units(0, 2)), true, 1),
                new Case(
                        "every job failed",
                        failed(access())
                                .setUnits(units(1, 0))
                                .setFailureCount(1)
                                .setJobs(jobs(0, 1)),
                        true,
                        1),
                new Case(
                        "one of two jobs failed",
                        failed(access())
                                .setUnits(units(1, 0))
                                .setFailureCount(1)
                                .setJobs(jobs(1, 1)),
                        false,
                        3));
    }

    private static Stream<Case> logFiles() {
        return Stream.of(
                new Case("there is no such bucket", failed(s3()).setFailureCount(1), true, 1),
                new Case(
                        "no object could be opened",
                        failed(s3())
                                .setObjects(
                                        ObjectCounts.newBuilder().setListed(2).setUnreadable(2)),
                        true,
                        1),
                new Case(
                        "one prefix was denied",
                        failed(s3())
                                .setFailureCount(1)
                                .setObjects(ObjectCounts.newBuilder().setRead(1)),
                        false,
                        3),
                new Case(
                        "the only object is damaged",
                        failed(s3())
                                .setObjects(
                                        ObjectCounts.newBuilder().setListed(1).setUnreadable(1))
                                .setRecords(RecordCounts.newBuilder().setRead(1).setRejected(1)),
                        true,
                        3));
    }

    @ParameterizedTest
    @MethodSource({"lookups", "lastAccessed", "logFiles"})
    void theEndOfAScanHasOneCode(Case ended) {
        assertThat(Outcome.exitCode(ended.scan().build(), ended.nothing())).isEqualTo(ended.code());
    }

    @Test
    void theHelpOfEachCommandHasTheWholeTable() {
        check(TrailtallyCommand.commandLine());
    }

    private static void check(CommandLine command) {
        var help = command.setUsageHelpWidth(WIDTH).getUsageMessage();
        if (!command.getCommandName().equals("help")) {
            ExitCode.MEANINGS.forEach((code, meaning) -> assertThat(help)
                    .as(command.getCommandSpec().qualifiedName())
                    .containsPattern(" " + code + " +\\Q" + meaning));
        }
        command.getSubcommands().values().forEach(ExitCodeTest::check);
    }

    @Test
    void theReadmeHasTheSameTable() throws IOException {
        var readme = Files.readString(Path.of(System.getProperty("project.root"), "deploy/standalone/README.md"));

        ExitCode.MEANINGS.forEach(
                (code, meaning) -> assertThat(readme).contains("| " + code + " | " + meaning + " |\n"));
    }

    private static Scan.Builder lookup() {
        return scan(Source.newBuilder().setLookup(LookupSource.getDefaultInstance()));
    }

    private static Scan.Builder access() {
        return scan(Source.newBuilder().setLastAccessed(LastAccessedSource.getDefaultInstance()));
    }

    private static Scan.Builder s3() {
        return scan(Source.newBuilder().setS3(S3Source.getDefaultInstance()));
    }

    private static Scan.Builder scan(Source.Builder source) {
        return Scan.newBuilder().setSource(source).setState(ScanState.SCAN_STATE_SUCCEEDED);
    }

    private static Scan.Builder failed(Scan.Builder scan) {
        return scan.setState(ScanState.SCAN_STATE_INCOMPLETE);
    }

    private static UnitCounts.Builder units(int complete, int failed) {
        return UnitCounts.newBuilder()
                .setTotal(complete + failed)
                .setComplete(complete)
                .setFailed(failed);
    }

    private static JobCounts.Builder jobs(int done, int failed) {
        return JobCounts.newBuilder().setTotal(done + failed).setDone(done).setFailed(failed);
    }
}
