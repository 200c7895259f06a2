package dev.trailtally.collector.scan;

import static dev.trailtally.collector.scan.ScanServer.folder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.collector.v1.WatchScanResponse;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanEndpointTest {

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
        Files.writeString(root.resolve("2.json"), "two");
        server = new ScanServer(root);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aWatchedScanStreamsToItsEnd() {
        var scanId = create(folder(root));

        var watching = server.scans().watchScan(request(scanId));
        var states = new ArrayList<WatchScanResponse>();
        states.add(watching.next());
        await().until(() -> server.scan(scanId).getObjects().getPending() == 2);
        await().until(() -> finishOne());
        await().until(() -> finishOne());
        watching.forEachRemaining(states::add);

        assertThat(states).doesNotHaveDuplicates();
        var last = states.getLast().getScan();
        assertThat(last.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
        assertThat(last.hasFinishTime()).isTrue();
        assertThat(last.getObjects().getListed()).isEqualTo(2);
        assertThat(last.getObjects().getRead()).isEqualTo(2);
        assertThat(last.getObjects().getBytesRead()).isEqualTo(6);
    }

    @Test
    void connectionsPlanEachStatementForItsValues() {
        assertThat(server.databaseSetting("plan_cache_mode")).isEqualTo("force_custom_plan");
        assertThat(server.databaseSetting("jit")).isEqualTo("off");
    }

    @Test
    void aRepeatedRequestMakesOneScan() throws Exception {
        var request = folder(root).setRequestId(UUID.randomUUID().toString()).build();
        Callable<String> creating =
                () -> server.scans().createScan(request).getScan().getScanId();

        var scanIds = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : threads.invokeAll(Collections.nCopies(8, creating))) {
                scanIds.add(future.get());
            }
        }

        assertThat(scanIds).hasSize(1);
        assertThat(server.scans()
                        .listScans(ListScansRequest.getDefaultInstance())
                        .getScansCount())
                .isEqualTo(1);
    }

    @Test
    void countsUnitsAndRejectionsAreThoseOfTheBatches() {
        var scanId = create(folder(root));
        await().until(() -> server.scan(scanId).getObjects().getPending() == 2);
        var object = server.claims().claim(1, 1).getFirst();
        addBatches(UUID.fromString(scanId), object.objectId());

        var scan = server.scan(scanId);

        assertThat(scan.getRecords())
                .isEqualTo(RecordCounts.newBuilder()
                        .setRead(16)
                        .setStored(9)
                        .setDuplicate(3)
                        .setRejected(4)
                        .setExcluded(5)
                        .setIgnored(6)
                        .build());
        assertThat(scan.getRejectionsList()).hasSize(2);
        assertThat(scan.getRejections(0).getReason()).isEqualTo(RejectionReason.REJECTION_REASON_NO_TIME);
        assertThat(scan.getRejections(0).getCount()).isEqualTo(3);
        assertThat(units(scanId, 1))
                .extracting(
                        ScanUnit::getAccountId,
                        ScanUnit::getRegion,
                        unit -> unit.getRecords().getRead())
                .containsExactly(tuple("", "", 4L), tuple("012345678901", "eu-west-1", 12L));
        assertThat(rejections(scanId, 1))
                .extracting(Rejection::getObjectUri, Rejection::getRecordNumber, Rejection::getFurtherCount)
                .containsExactly(tuple(object.uri(), 3L, 2L), tuple(object.uri(), 4L, 0L));
    }

    @Test
    void whatCouldNotBeListedIsAFailureWithItsNextStep() {
        var scanId = create(folder(root.resolve("missing")));

        await().until(() -> server.scan(scanId).getState() == ScanState.SCAN_STATE_INCOMPLETE);

        var scan = server.scan(scanId);
        assertThat(scan.getFailureCount()).isEqualTo(1);
        assertThat(scan.getFailures(0).getCode()).isEqualTo("NO_SUCH_FOLDER");
        assertThat(scan.getFailures(0).getObjectUri()).startsWith("file:///");
        assertThat(scan.getFailures(0).getNextStep()).isNotEmpty();
    }

    @Test
    void aCancelledScanStaysCancelled() {
        var scanId = create(folder(root));
        var cancelling = CancelScanRequest.newBuilder().setScanId(scanId).build();

        var cancelled = server.scans().cancelScan(cancelling).getScan();

        assertThat(cancelled.getState()).isEqualTo(ScanState.SCAN_STATE_CANCELLED);
        assertThat(server.scans().cancelScan(cancelling).getScan().getFinishTime())
                .isEqualTo(cancelled.getFinishTime());
        assertThat(server.scans().watchScan(request(scanId)).next().getScan().getState())
                .isEqualTo(ScanState.SCAN_STATE_CANCELLED);
    }

    @Test
    void scansAreListedNewestFirstInPages() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(create(folder(root).addAccountIds("00000000000" + i)));
        }

        var listed = new ArrayList<String>();
        var token = "";
        do {
            var page = server.scans()
                    .listScans(ListScansRequest.newBuilder()
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            page.getScansList().forEach(scan -> listed.add(scan.getScanId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(listed).isEqualTo(made);
    }

    @Test
    void whatWasAskedForComesBack() {
        var start = Timestamp.newBuilder().setSeconds(1).build();
        var end = Timestamp.newBuilder().setSeconds(2).setNanos(1_000).build();
        var scan = server.scans()
                .createScan(CreateScanRequest.newBuilder()
                        .setSource(Source.newBuilder()
                                .setS3(S3Source.newBuilder()
                                        .setBucket("some-bucket")
                                        .setPrefix("a/b")
                                        .setRegion("eu-west-1")))
                        .addAccountIds("012345678901")
                        .addRegions("us-east-1")
                        .setStartTime(start)
                        .setEndTime(end)
                        .setKeepRaw(true)
                        .build())
                .getScan();

        assertThat(scan.getSource().getS3().getPrefix()).isEqualTo("a/b");
        assertThat(scan.getAccountIdsList()).containsExactly("012345678901");
        assertThat(scan.getRegionsList()).containsExactly("us-east-1");
        assertThat(scan.getStartTime()).isEqualTo(start);
        assertThat(scan.getEndTime()).isEqualTo(end);
        assertThat(scan.getKeepRaw()).isTrue();
    }

    @Test
    void inputErrorsNameTheirField() {
        assertThat(refusedField(CreateScanRequest.newBuilder())).isEqualTo("source");
        assertThat(refusedField(folder(Path.of("relative")))).isEqualTo("source.folder.path");
        assertThat(refusedField(folder(root).addAccountIds("123"))).isEqualTo("account_ids[0]");
        assertThat(refusedField(folder(root).addRegions("Nowhere!"))).isEqualTo("regions[0]");
        assertThat(refusedField(folder(root).setRequestId("x"))).isEqualTo("request_id");
        assertThat(refusedField(folder(root)
                        .setStartTime(Timestamp.newBuilder().setSeconds(2))
                        .setEndTime(Timestamp.newBuilder().setSeconds(2))))
                .isEqualTo("end_time");
        assertThat(refusal(() -> server.scans()
                                .listScans(ListScansRequest.newBuilder()
                                        .setPageToken("x")
                                        .build()))
                        .getMessage())
                .contains("page_token");
    }

    @Test
    void aFolderOutsideTheRootsAndAnUnknownScanAreRefused() throws Exception {
        var outside = refusal(() -> create(folder(Path.of("/etc"))));
        assertThat(outside.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(info(outside).getReason()).isEqualTo("OUTSIDE_ROOTS");

        var unknown = refusal(() -> server.scan(UUID.randomUUID().toString()));
        assertThat(unknown.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(info(unknown).getReason()).isEqualTo("UNKNOWN_SCAN");
        assertThat(refusal(() -> server.scans()
                                .watchScan(request(UUID.randomUUID().toString()))
                                .next())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.NOT_FOUND);
    }

    private boolean finishOne() {
        var claimed = server.claims().claim(1, Long.MAX_VALUE);
        claimed.forEach(server::finish);
        return !claimed.isEmpty();
    }

    private void addBatches(UUID scanId, long objectId) {
        server.update("insert into region (id, region) values (7, 'eu-west-1'), (8, '') on conflict do nothing");
        server.update(
                "insert into batch values (1, ?, now(), 10, 9, 1, 0, 5, 6), (2, ?, now(), 6, 0, 2, 4, 0, 0)",
                scanId,
                scanId);
        server.update("""
                insert into batch_unit
                select unit.account_id, region.id, unit.batch_id, ?, unit.read, unit.stored, unit.duplicate, unit.rejected
                from (values (12345678901, 'eu-west-1', 1, 10, 9, 1, 0),
                  (12345678901, 'eu-west-1', 2, 2, 0, 2, 0),
                  (-1, '', 2, 4, 0, 0, 4)) as unit (account_id, region, batch_id, read, stored, duplicate, rejected)
                join region using (region)
                """, scanId);
        server.update("""
                insert into rejection (scan_id, batch_id, object_id, record_number, byte_offset, reason, detail,
                  further_count)
                values (?, 2, ?, 3, 30, 'NO_TIME', 'eventTime is missing', 2),
                  (?, 2, ?, 4, 40, 'NO_NAME', 'eventName is missing', 0)
                """, scanId, objectId, scanId, objectId);
    }

    private List<ScanUnit> units(String scanId, int pageSize) {
        var units = new ArrayList<ScanUnit>();
        var request = ListScanUnitsRequest.newBuilder().setScanId(scanId).setPageSize(pageSize);
        do {
            var page = server.scans().listScanUnits(request.build());
            units.addAll(page.getUnitsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return units;
    }

    private List<Rejection> rejections(String scanId, int pageSize) {
        var rejections = new ArrayList<Rejection>();
        var request = ListRejectionsRequest.newBuilder().setScanId(scanId).setPageSize(pageSize);
        do {
            var page = server.scans().listRejections(request.build());
            rejections.addAll(page.getRejectionsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return rejections;
    }

    private String create(CreateScanRequest.Builder request) {
        return server.scans().createScan(request.build()).getScan().getScanId();
    }

    private static WatchScanRequest request(String scanId) {
        return WatchScanRequest.newBuilder().setScanId(scanId).build();
    }

    private String refusedField(CreateScanRequest.Builder request) {
        var status = StatusProto.fromThrowable(refusal(() -> create(request)));
        try {
            return status == null
                    ? "no status"
                    : status.getDetails(1)
                            .unpack(BadRequest.class)
                            .getFieldViolations(0)
                            .getField();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ErrorInfo info(StatusRuntimeException refusal) throws IOException {
        var status = StatusProto.fromThrowable(refusal);
        return status == null
                ? ErrorInfo.getDefaultInstance()
                : status.getDetails(0).unpack(ErrorInfo.class);
    }

    private static StatusRuntimeException refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run);
    }
}
