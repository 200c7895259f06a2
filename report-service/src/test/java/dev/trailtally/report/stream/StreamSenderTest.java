package dev.trailtally.report.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamEventsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamSenderTest {

    private static final StreamEventsResponse MESSAGE = StreamEventsResponse.newBuilder()
            .setFailure(AccountFailure.newBuilder().setMessage("x".repeat(64 << 10)))
            .build();

    private final CompletableFuture<StatusRuntimeException> failure = new CompletableFuture<>();

    @Test
    void aClientThatTakesNothingIsNotWaitedForForever() throws Exception {
        var server =
                NettyServerBuilder.forPort(0).addService(new Endless()).build().start();
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        try {
            var untaken = OrganizationReportServiceGrpc.newBlockingStub(channel)
                    .streamEvents(StreamEventsRequest.getDefaultInstance());

            var status = failure.get(30, TimeUnit.SECONDS).getStatus();
            assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(status.getDescription()).startsWith("the client read no message for");
            assertThat(untaken.next()).isEqualTo(MESSAGE);
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    private final class Endless extends OrganizationReportServiceGrpc.OrganizationReportServiceImplBase {

        @Override
        public void streamEvents(StreamEventsRequest request, StreamObserver<StreamEventsResponse> response) {
            var sender = new StreamSender<>(
                    (ServerCallStreamObserver<StreamEventsResponse>) response, Duration.ofMillis(300));
            Thread.ofVirtual().start(() -> send(sender));
        }

        private void send(StreamSender<StreamEventsResponse> sender) {
            try {
                while (true) {
                    sender.awaitReady();
                    sender.send(List.of(MESSAGE));
                }
            } catch (StatusRuntimeException e) {
                failure.complete(e);
            }
        }
    }
}
