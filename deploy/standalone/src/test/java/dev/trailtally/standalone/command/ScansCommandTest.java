package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.ListScansResponse;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.ObjectCounts;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanOwner;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.standalone.fake.FakeServices;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScansCommandTest {

    private static final String OPEN = "9f1c3c1e-0000-4000-8000-000000000001";
    private static final String ENDED = "9f1c3c1e-0000-4000-8000-000000000002";

    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void eachScanIsARowWithItsStateAgeAndCounts() {
        addScans();

        var run = Cli.run("scans", "--server", services.address().toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("  +", " | ")))
                .containsExactly(
                        "SCAN | STATE | AGE | DONE | PENDING | FAILED | NEW EVENTS | SOURCE",
                        OPEN + " | running | 3 h | 30 of 40 files | 10 | 0 | 1,234 | /logs",
                        ENDED + " | incomplete | 2 d | 28 of 28 regions | 0 | 3 | 99"
                                + " | LookupEvents in the caller's account");
    }

    @Test
    void programsGetTheMessagesOrRows() throws IOException {
        addScans();
        var server = services.address().toString();

        var json = ListScansResponse.newBuilder();
        JsonFormat.parser().merge(Cli.run("scans", "--server", server, "--json").out(), json);
        assertThat(json.getScansList()).containsExactlyElementsOf(services.scans);
        assertThat(Cli.run("scans", "--server", server, "--csv").out().lines())
                .hasSize(3)
                .element(2)
                .asString()
                .startsWith(ENDED + ",lookup,")
                .contains(",28,0,3,99,111122223333,arn:aws:iam::111122223333:role/Audit,");
        assertThat(Cli.run("scans", "--server", server, "--csv", "--csv-bom").out())
                .isEqualTo(
                        "\ufeff" + Cli.run("scans", "--server", server, "--csv").out());
    }

    @Test
    void whereThereIsNoneTheExitCodeSaysSo() {
        var run = Cli.run("scans", "--server", services.address().toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(run.err()).contains("There is no scan yet.");
    }

    private void addScans() {
        services.scans.add(Scan.newBuilder()
                .setScanId(OPEN)
                .setState(ScanState.SCAN_STATE_RUNNING)
                .setCreateTime(Timestamps.fromMillis(Instant.now()
                        .minus(Duration.ofHours(3))
                        .minusSeconds(60)
                        .toEpochMilli()))
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath("/logs")))
                .setObjects(ObjectCounts.newBuilder().setListed(40).setRead(30).setPending(10))
                .setRecords(RecordCounts.newBuilder().setRead(1_234).setStored(1_234))
                .build());
        services.scans.add(Scan.newBuilder()
                .setScanId(ENDED)
                .setState(ScanState.SCAN_STATE_INCOMPLETE)
                .setCreateTime(Timestamps.fromMillis(
                        Instant.now().minus(Duration.ofDays(2)).minusSeconds(60).toEpochMilli()))
                .setSource(Source.newBuilder().setLookup(LookupSource.getDefaultInstance()))
                .setUnits(UnitCounts.newBuilder().setTotal(28).setComplete(25).setFailed(3))
                .setRecords(RecordCounts.newBuilder().setRead(99).setStored(99))
                .setFailureCount(3)
                .setOwner(ScanOwner.newBuilder()
                        .setAccountId("111122223333")
                        .setArn("arn:aws:iam::111122223333:role/Audit"))
                .build());
    }
}
