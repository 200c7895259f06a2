package dev.trailtally.collector.scan;

import static dev.trailtally.collector.scan.ScanServer.folder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.CreateScanResponse;
import dev.trailtally.collector.v1.ResumeScanRequest;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.UnfinishedScans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request does with open scans of the same request, and what resuming a scan does. */
class UnfinishedScanTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temporary;

    private Path root = Path.of("/");

    @SuppressWarnings("NullAway.Init")
    private ScanServer server;

    @BeforeEach
    void start() throws IOException {
        root = temporary.toRealPath();
        Files.writeString(root.resolve("1.json"), "one");
        server = new ScanServer(root);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSameRequestContinuesAndAnyOtherDoesNot() {
        var first = create(folder(root), UnfinishedScans.UNFINISHED_SCANS_CONTINUE);
        assertThat(first.getContinued()).isFalse();

        var again = create(folder(root), UnfinishedScans.UNFINISHED_SCANS_CONTINUE);
        assertThat(again.getContinued()).isTrue();
        assertThat(again.getScan().getScanId()).isEqualTo(first.getScan().getScanId());

        assertThat(create(folder(root), UnfinishedScans.UNFINISHED_SCANS_LEAVE).getContinued())
                .isFalse();
        for (var other : new CreateScanRequest.Builder[] {
            folder(root.resolve("1.json")),
            folder(root).addAccountIds("111111111111"),
            folder(root).addRegions("eu-west-1"),
            folder(root).setKeepRaw(true),
            folder(root).setStartTime(Timestamps.fromSeconds(1)),
            folder(root).setEndTime(Timestamps.fromSeconds(1)),
            folder(root).setLookback(hours(1)),
            folder(root).setLookback(hours(2)),
        }) {
            assertThat(create(other, UnfinishedScans.UNFINISHED_SCANS_CONTINUE).getContinued())
                    .as(other.toString())
                    .isFalse();
        }
    }

    @Test
    void aLookbackIsTheSameRequestAtAnyTimeAndSetsTheStart() {
        var first = create(folder(root).setLookback(hours(24)), UnfinishedScans.UNFINISHED_SCANS_CONTINUE)
                .getScan();
        var day = Timestamps.between(first.getStartTime(), first.getCreateTime());
        assertThat(day.getSeconds()).isBetween(24 * 3_600L - 60, 24 * 3_600L + 60);
        assertThat(first.getLookback()).isEqualTo(hours(24));

        server.update("update scan set created_at = created_at - interval '3 days', "
                + "start_time = start_time - interval '3 days'");

        var continued = create(folder(root).setLookback(hours(24)), UnfinishedScans.UNFINISHED_SCANS_CONTINUE);
        assertThat(continued.getContinued()).isTrue();
        assertThat(continued.getScan().getScanId()).isEqualTo(first.getScanId());
        assertThatThrownBy(() -> create(
                        folder(root).setLookback(hours(1)).setStartTime(Timestamps.fromSeconds(1)),
                        UnfinishedScans.UNFINISHED_SCANS_LEAVE))
                .hasMessageContaining("lookback");
    }

    @Test
    void aNewStartCancelsTheUnfinishedScans() {
        var first = create(folder(root), UnfinishedScans.UNFINISHED_SCANS_LEAVE).getScan();

        var fresh = create(folder(root), UnfinishedScans.UNFINISHED_SCANS_CANCEL);

        assertThat(fresh.getContinued()).isFalse();
        assertThat(fresh.getCancelledScanIdsList()).containsExactly(first.getScanId());
        assertThat(server.scan(first.getScanId()).getState()).isEqualTo(ScanState.SCAN_STATE_CANCELLED);
    }

    @Test
    void aRequestThatIsSentAgainReturnsItsScanAndCancelsNothing() {
        var request = folder(root).setRequestId("5b6b1c8e-6a54-4c1f-9b0a-6d1f0c0e2a11");
        var first = create(request, UnfinishedScans.UNFINISHED_SCANS_CANCEL).getScan();

        var again = create(request, UnfinishedScans.UNFINISHED_SCANS_CANCEL);

        assertThat(again.getScan().getScanId()).isEqualTo(first.getScanId());
        assertThat(again.getCancelledScanIdsList()).isEmpty();
        assertThat(server.scan(first.getScanId()).getState()).isNotEqualTo(ScanState.SCAN_STATE_CANCELLED);
    }

    @Test
    void aFileThatCouldNotBeOpenedIsReadByTheResumedScanAndFilesThatCameSinceAreToo() throws IOException {
        var scanId = create(folder(root), UnfinishedScans.UNFINISHED_SCANS_LEAVE)
                .getScan()
                .getScanId();
        await().until(() -> server.scan(scanId).getObjects().getPending() == 1);
        var object = server.claims().claim(1, 1).getFirst();
        server.update(
                "update log_object set state = 'unreadable', failure_code = 'UNREADABLE_FILE' where object_id = ?",
                object.objectId());
        await().until(() -> server.scan(scanId).getState() == ScanState.SCAN_STATE_INCOMPLETE);
        Files.writeString(root.resolve("2.json"), "two");

        resume(scanId);
        await().until(() -> server.scan(scanId).getObjects().getPending() == 2);
        server.claims().claim(10, Long.MAX_VALUE).forEach(server::finish);
        await().until(() -> server.scan(scanId).hasFinishTime());

        var ended = server.scan(scanId);
        assertThat(ended.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
        assertThat(ended.getFailureCount()).isZero();
        assertThat(ended.getObjects().getListed()).isEqualTo(2);
        assertThat(ended.getObjects().getRead()).isEqualTo(2);
    }

    @Test
    void aDamagedFileIsNotReadAgainByTheResumedScanWhichStaysIncomplete() {
        var scanId = create(folder(root), UnfinishedScans.UNFINISHED_SCANS_LEAVE)
                .getScan()
                .getScanId();
        await().until(() -> server.scan(scanId).getObjects().getPending() == 1);
        var object = server.claims().claim(1, 1).getFirst();
        server.update(
                "update log_object set state = 'unreadable', failure_code = 'DAMAGED_GZIP' where object_id = ?",
                object.objectId());
        await().until(() -> server.scan(scanId).getState() == ScanState.SCAN_STATE_INCOMPLETE);

        resume(scanId);
        await().until(() -> server.scan(scanId).getState() == ScanState.SCAN_STATE_INCOMPLETE);

        assertThat(server.scan(scanId).getFailureCount()).isEqualTo(1);
        assertThat(server.scan(scanId).getObjects().getUnreadable()).isEqualTo(1);
    }

    @Test
    void aCancelledScanIsNotResumed() {
        var scanId = create(folder(root), UnfinishedScans.UNFINISHED_SCANS_LEAVE)
                .getScan()
                .getScanId();
        server.scans()
                .cancelScan(CancelScanRequest.newBuilder().setScanId(scanId).build());

        assertThatThrownBy(() -> resume(scanId))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("was cancelled");
    }

    private CreateScanResponse create(CreateScanRequest.Builder request, UnfinishedScans unfinished) {
        return server.scans().createScan(request.setUnfinishedScans(unfinished).build());
    }

    private void resume(String scanId) {
        server.scans()
                .resumeScan(ResumeScanRequest.newBuilder().setScanId(scanId).build());
    }

    private static Duration hours(int hours) {
        return Duration.newBuilder().setSeconds(hours * 3_600L).build();
    }
}
