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
import dev.trailtally.standalone.instance.AddressFile;
import dev.trailtally.standalone.sample.SampleLogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a kept database, without services that run. */
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

    private static Standalone reporting(Path keep) throws IOException {
        return Standalone.start(StandaloneOptions.temporary(SampleLogs.in(CacheFolder.path()))
                .keptIn(keep)
                .onlyReporting());
    }
}
