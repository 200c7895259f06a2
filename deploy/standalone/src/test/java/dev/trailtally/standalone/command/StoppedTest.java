package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.Source;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoppedTest {

    private static final Scan LOOKUP = Scan.newBuilder()
            .setScanId("9f1c3c1e-0000-4000-8000-000000000001")
            .setSource(Source.newBuilder().setLookup(LookupSource.getDefaultInstance()))
            .setRecords(RecordCounts.newBuilder().setStored(1_234))
            .build();

    @Test
    void aKeptScanOfLookupEventsSaysExactlyHowItGoesOn() {
        assertThat(new Stopped(LOOKUP, Path.of("/data/my tally"), List.of("--dump-raw", "/raw")).text())
                .contains("1,234 new events so far are kept in /data/my tally")
                .endsWith("  trailtally scan --resume 9f1c3c1e-0000-4000-8000-000000000001 --keep '/data/my tally'"
                        + " --dump-raw /raw");
    }

    @Test
    void logFilesAreContinuedByTheSameCommandOrByTheirIdAndATemporaryDatabaseIsGone() {
        var folder = Scan.newBuilder()
                .setScanId("9f1c3c1e-0000-4000-8000-000000000001")
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath("/logs")))
                .build();
        assertThat(new Stopped(folder, Path.of("/data"), List.of()).text())
                .contains("Continue it with the same command")
                .endsWith("  trailtally scan --resume 9f1c3c1e-0000-4000-8000-000000000001 --keep /data");
        assertThat(new Stopped(LOOKUP, null, List.of()).text()).contains("Nothing was kept");
    }

    @Test
    void aKeptScanOfLastAccessedDataGoesOnWithWhatWasToBePrinted() {
        var scan = Scan.newBuilder()
                .setScanId("9f1c3c1e-0000-4000-8000-000000000001")
                .setSource(Source.newBuilder().setLastAccessed(LastAccessedSource.getDefaultInstance()))
                .setJobs(JobCounts.newBuilder().setTotal(240).setDone(175))
                .build();

        assertThat(new Stopped(scan, Path.of("/data"), List.of("--unused-for", "90d")).text())
                .contains("The results of 175 of 240 jobs so far are kept in /data")
                .endsWith("  trailtally last-accessed --resume 9f1c3c1e-0000-4000-8000-000000000001 --keep /data"
                        + " --unused-for 90d");
    }
}
