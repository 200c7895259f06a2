package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.database.EmbeddedDatabase;
import dev.trailtally.standalone.instance.AddressFile;
import dev.trailtally.standalone.sample.SampleLogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a kept database, without running services. */
class ReportDatabaseTest {

    @TempDir
    Path folder;

    @Test
    void aReportGoesOnWithNoScanThatWasLeftOpen() throws IOException {
        var keep = folder.resolve("kept");
        try (var services = reporting(keep)) {
            var scans = ScanServiceGrpc.newBlockingStub(services.channel());
            for (var source : List.of(
                    Source.newBuilder()
                            .setFolder(FolderSource.newBuilder()
                                    .setPath(SampleLogs.in(CacheFolder.path()).toString()))
                            .build(),
                    Source.newBuilder()
                            .setLookup(LookupSource.getDefaultInstance())
                            .build())) {
                scans.createScan(
                        CreateScanRequest.newBuilder().setSource(source).build());
            }
        }

        var run = Cli.run("report", "service-usage", "--keep", keep.toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(run.out().strip()).isEqualTo("[]");
        try (var services = reporting(keep)) {
            assertThat(ScanServiceGrpc.newBlockingStub(services.channel())
                            .listScans(ListScansRequest.getDefaultInstance())
                            .getScansList())
                    .hasSize(2)
                    .extracting(Scan::getState)
                    .containsOnly(ScanState.SCAN_STATE_PENDING);
        }
    }

    @Test
    void aReportWaitsForAnotherOneThatHasTheDatabase() throws IOException {
        var keep = folder.resolve("kept");
        var talk = new StringWriter();
        var other = reporting(keep);
        CompletableFuture<Integer> report;
        try (other) {
            assertThat(AddressFile.serving(DataFolder.running(), keep)).isEmpty();

            report = CompletableFuture.supplyAsync(() -> TrailtallyCommand.commandLine()
                    .setOut(new PrintWriter(new StringWriter()))
                    .setErr(new PrintWriter(talk))
                    .execute("report", "service-usage", "--keep", keep.toString()));
            await().atMost(Duration.ofMinutes(1)).until(() -> talk.toString().contains("Waiting for it"));
        }

        await().atMost(Duration.ofMinutes(2)).until(report::isDone);
        assertThat(report).as(talk.toString()).isCompletedWithValue(ExitCode.NOTHING_FOUND);
        assertThat(talk.toString()).containsOnlyOnce("Starting PostgreSQL").containsOnlyOnce("is in use by another");
    }

    @Test
    void aRestoredBackupHasEveryEvent() throws IOException {
        var keep = folder.resolve("kept");
        assertThat(Cli.run("scan", "--keep", keep.toString()).exitCode()).isZero();
        var before = Cli.run("report", "service-usage", "--keep", keep.toString());
        var restored = Files.createDirectory(folder.resolve("restored"));
        copy(keep, restored, "postgresql", "superuser-password");

        var run = Cli.run("report", "service-usage", "--keep", restored.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(elements(run.out()))
                .containsExactlyInAnyOrderElementsOf(elements(before.out()))
                .anyMatch(element -> element.contains("GetObject"));
    }

    /** One a line; the accounts of a stream come in any order. */
    private static List<String> elements(String json) {
        return json.lines().map(line -> line.replaceFirst(",$", "")).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report service-usage --keep %s",
                "report events --keep %s",
                "key AKIAIOSFODNN7EXAMPLE --yesterday --keep %s",
                "scan --resume 9f1c3c1e --keep %s",
                "last-accessed --resume 9f1c3c1e --keep %s"
            })
    void whereNoDatabaseIsNoneIsMade(String line) {
        var keep = folder.resolve("nothing");

        var run = Cli.run(line.formatted(keep).split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("There is no trailtally database in " + keep)
                .doesNotContain("Starting");
        assertThat(keep).doesNotExist();
    }

    private static void copy(Path from, Path to, String... names) throws IOException {
        for (var name : names) {
            try (var files = Files.walk(from.resolve(name))) {
                for (var file : (Iterable<Path>) files::iterator) {
                    Files.copy(file, to.resolve(from.relativize(file)));
                }
            }
        }
    }

    private static Standalone reporting(Path keep) throws IOException {
        if (!EmbeddedDatabase.isIn(keep)) {
            EmbeddedDatabase.start(keep, line -> {}).close();
        }
        return Standalone.start(StandaloneOptions.temporary(SampleLogs.in(CacheFolder.path()))
                .keptIn(keep)
                .onlyReporting());
    }
}
