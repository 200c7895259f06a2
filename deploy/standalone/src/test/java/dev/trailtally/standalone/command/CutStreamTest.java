package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.ListScansResponse;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.collector.v1.WatchScanResponse;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watched scan whose stream the server cuts. */
@Timeout(60)
class CutStreamTest {

    private final AtomicInteger watched = new AtomicInteger();

    @Test
    void isWatchedOnWithoutAWordWhenItsConnectionIsTooOld() throws Exception {
        var server = NettyServerBuilder.forAddress(loopback())
                .maxConnectionAge(200, TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(200, TimeUnit.MILLISECONDS)
                .addService(new Scans(true))
                .build()
                .start();
        try {
            var run = Cli.run("watch", "--server", "127.0.0.1:" + server.getPort());

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(watched).as("streams").hasValue(2);
            assertThat(run.err()).contains("Watching scan").doesNotContainIgnoringCase("unavailable");
            assertThat(run.out()).contains("2 complete");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void failsIfItIsCutAgainAndAgainWithoutAMessage() throws Exception {
        var server = NettyServerBuilder.forAddress(loopback())
                .addService(new Scans(false))
                .build()
                .start();
        var channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .disableRetry()
                .build();
        try {
            var watching = new Watching(channel, new PrintWriter(new StringWriter()), Clock.systemUTC());

            assertThatThrownBy(() -> watching.follow(scan(ScanState.SCAN_STATE_RUNNING)))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("UNAVAILABLE");
            assertThat(watched).as("streams").hasValue(4);
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Scan scan(ScanState state) {
        return Scan.newBuilder()
                .setScanId("00000009-0000-4000-8000-000000000001")
                .setSource(Source.newBuilder().setLookup(LookupSource.getDefaultInstance()))
                .setState(state)
                .setUnits(UnitCounts.newBuilder().setTotal(2).setComplete(2))
                .setRecords(RecordCounts.newBuilder().setRead(1).setStored(1))
                .build();
    }

    private static WatchScanResponse state(ScanState state) {
        return WatchScanResponse.newBuilder().setScan(scan(state)).build();
    }

    /** Leaves the first stream open, and ends the scan in the second; or refuses each. */
    private final class Scans extends ScanServiceGrpc.ScanServiceImplBase {

        private final boolean answers;

        private Scans(boolean answers) {
            this.answers = answers;
        }

        @Override
        public void listScans(ListScansRequest request, StreamObserver<ListScansResponse> observer) {
            observer.onNext(ListScansResponse.newBuilder()
                    .addScans(scan(ScanState.SCAN_STATE_RUNNING))
                    .build());
            observer.onCompleted();
        }

        @Override
        public void watchScan(WatchScanRequest request, StreamObserver<WatchScanResponse> observer) {
            int number = watched.incrementAndGet();
            if (!answers) {
                observer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            observer.onNext(state(ScanState.SCAN_STATE_RUNNING));
            if (number > 1) {
                observer.onNext(state(ScanState.SCAN_STATE_SUCCEEDED));
                observer.onCompleted();
            }
        }
    }
}
