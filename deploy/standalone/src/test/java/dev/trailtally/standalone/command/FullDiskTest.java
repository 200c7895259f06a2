package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnfinishedScans;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.command.Collecting.OnStop;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.file.FullFileSystem;
import dev.trailtally.standalone.sample.SampleLogs;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a small disk in memory, which only root can mount; skipped for other users. */
@Timeout(300)
class FullDiskTest {

    @TempDir
    Path folder;

    private Path disk = Path.of("");

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", disk.toString()), "only root may mount");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    @Test
    void aFullDiskIsReportedInWordsAndTheSameRequestSucceedsWhenThereIsSpace() throws Exception {
        var keep = disk.resolve("kept");
        var sample = SampleLogs.in(CacheFolder.path());
        var filler = disk.resolve("filler");
        try (var instance = Standalone.start(StandaloneOptions.temporary(sample).keptIn(keep))
                        .announced();
                var interruption = new Interruption()) {
            fill(filler);
            var collecting = new Collecting(instance.channel(), new PrintWriter(new StringWriter()), Clock.systemUTC());

            assertThatThrownBy(() -> collecting.run(request(sample), interruption, OnStop.LEAVE_OPEN))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure -> assertThat(Refusal.ofFullDisk(failure))
                                    .as(failure.toString())
                                    .isTrue());

            Files.delete(filler);
            // A full disk is remembered for some seconds.
            var scan = await().atMost(Duration.ofMinutes(1))
                    .ignoreException(StatusRuntimeException.class)
                    .until(
                            () -> collecting
                                    .run(request(sample), interruption, OnStop.LEAVE_OPEN)
                                    .scan(),
                            Objects::nonNull);
            assertThat(scan.getState()).as(scan.toString()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan.getRecords().getStored())
                    .isEqualTo(SampleServices.events().size());
        }
    }

    private static CreateScanRequest request(Path logs) {
        return CreateScanRequest.newBuilder()
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(logs.toString())))
                .setUnfinishedScans(UnfinishedScans.UNFINISHED_SCANS_CONTINUE)
                .build();
    }

    private static void fill(Path filler) throws IOException {
        try (var out = Files.newOutputStream(filler)) {
            var block = new byte[4_096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(FullFileSystem.isSaidBy(e)).as(e.toString()).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
