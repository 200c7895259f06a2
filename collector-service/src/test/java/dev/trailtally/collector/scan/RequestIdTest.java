package dev.trailtally.collector.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.Repetition;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnfinishedScans;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestIdTest {

    private static final String ACCOUNT = "000000000011";

    private final ScanServer server = new ScanServer(Path.of("/tmp"));
    private final CreateScanRequest request = CreateScanRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setSource(Source.newBuilder().setLastAccessed(LastAccessedSource.getDefaultInstance()))
            .addAccountIds(ACCOUNT)
            .build();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachCallerHasItsOwn() {
        var one = server.scansOf("one", ACCOUNT);
        var other = server.scansOf("other", ACCOUNT);

        var made = create(one, request);

        assertThat(create(other, request)).as("the scan of the other caller").isNotEqualTo(made);
        assertThat(create(one, request)).as("the same request again").isEqualTo(made);
    }

    @Test
    void isRefusedForAnotherRequestWithoutTheNameOfAScan() throws Exception {
        var caller = server.scansOf("one", ACCOUNT);
        var made = create(caller, request);

        for (var another : List.of(
                request.toBuilder().setUnfinishedScans(UnfinishedScans.UNFINISHED_SCANS_CANCEL),
                request.toBuilder().setRepetition(Repetition.newBuilder().setInterval(Durations.fromHours(1))),
                request.toBuilder().setSource(Source.newBuilder().setLookup(LookupSource.getDefaultInstance())))) {
            var refused = catchThrowableOfType(StatusRuntimeException.class, () -> create(caller, another.build()));
            assertThat(refused).as("%s", another).isNotNull();
            assertThat(refused.getStatus().getCode()).as("%s", another).isEqualTo(Code.ALREADY_EXISTS);
            var status = Objects.requireNonNull(StatusProto.fromThrowable(refused));
            assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("REQUEST_ID_USED");
            assertThat(status.toString()).doesNotContain(made);
        }
        assertThat(caller.listScans(ListScansRequest.getDefaultInstance()).getScansList())
                .as("scans after the refusals")
                .extracting(dev.trailtally.collector.v1.Scan::getScanId)
                .containsExactly(made);
    }

    private static String create(ScanServiceBlockingStub caller, CreateScanRequest request) {
        return caller.createScan(request).getScan().getScanId();
    }
}
