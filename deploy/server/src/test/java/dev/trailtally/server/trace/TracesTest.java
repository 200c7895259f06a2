package dev.trailtally.server.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.server.trace.SpanReceiver.ReceivedSpan;
import dev.trailtally.server.transport.TestServer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final Map<String, Object> TRACED = Map.of("tracing.enabled", true);

    @Test
    void theCallsOfAClientToTwoServicesBelongToItsTrace() throws IOException {
        try (var receiver = new SpanReceiver(true);
                var reports = new TestServer(TRACED, StubServices.reports());
                var rollups = new TestServer(TRACED, StubServices.rollups())) {
            var toReports = reports.plaintext();
            var toRollups = rollups.plaintext();
            list(traced(toReports));
            RollupServiceGrpc.newBlockingStub(traced(toRollups))
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .getRollupStatus(GetRollupStatusRequest.getDefaultInstance());

            await().untilAsserted(() -> assertThat(receiver.spans)
                    .extracting(ReceivedSpan::traceId, ReceivedSpan::parentId, ReceivedSpan::name)
                    .containsExactlyInAnyOrder(
                            tuple(TRACE, PARENT, "trailtally.report.v1.ReportService/ListAccounts"),
                            tuple(TRACE, PARENT, "trailtally.aggregator.v1.RollupService/GetRollupStatus")));
            toReports.shutdownNow();
            toRollups.shutdownNow();
        }
    }

    @Test
    void withoutTheSettingNothingIsSent() throws IOException {
        try (var receiver = new SpanReceiver(true)) {
            try (var untraced = new TestServer(Map.of(), StubServices.reports());
                    var traced = new TestServer(TRACED, StubServices.rollups())) {
                var channel = untraced.plaintext();
                list(traced(channel));
                channel.shutdownNow();
                var other = traced.plaintext();
                RollupServiceGrpc.newBlockingStub(other)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
                other.shutdownNow();
            }
            assertThat(receiver.spans)
                    .as("spans after both servers have stopped")
                    .extracting(ReceivedSpan::name)
                    .containsExactly("trailtally.aggregator.v1.RollupService/GetRollupStatus");
        }
    }

    @Test
    void callsAreAnsweredWhileTheReceiverIsSilentAndTheQueueIsFull() throws Exception {
        try (var receiver = new SpanReceiver(false)) {
            receiver.keepAtMost(2);
            try (var server = new TestServer(TRACED, StubServices.reports())) {
                var channel = server.plaintext();
                list(channel);
                assertThat(receiver.asked.await(60, TimeUnit.SECONDS))
                        .as("the receiver is asked")
                        .isTrue();
                for (var i = 0; i < 20; i++) {
                    list(channel);
                }
                assertThat(receiver.spans).as("spans received").isEmpty();
                channel.shutdownNow();
                receiver.mayAnswer.countDown();
            }
            assertThat(receiver.spans)
                    .as("spans received at the end: those that were being sent, and those in the queue")
                    .hasSizeLessThan(20);
        }
    }

    @Test
    void callsAreAnsweredWithoutAReceiver() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (var receiver = new SpanReceiver(true)) {
            System.setProperty("otel.exporter.otlp.endpoint", "http://127.0.0.1:" + closed);
            try (var server = new TestServer(TRACED, StubServices.reports())) {
                var channel = server.plaintext();
                for (var i = 0; i < 5; i++) {
                    list(channel);
                }
                channel.shutdownNow();
            }
            assertThat(receiver.spans).isEmpty();
        }
    }

    private static Channel traced(ManagedChannel channel) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), "00-" + TRACE + "-" + PARENT + "-01");
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static void list(Channel channel) {
        ReportServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .listAccounts(ListAccountsRequest.getDefaultInstance());
    }
}
