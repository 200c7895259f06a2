package dev.trailtally.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.GetRollupStatusResponse;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GracefulStopTest {

    private final Endless endless = new Endless();

    @Test
    void streamsEndAndRunningCallsFinish() throws Exception {
        try (var server = new TestServer(Map.of(), endless)) {
            var channel = server.plaintext();
            var stream =
                    RollupServiceGrpc.newBlockingStub(channel).verifyRollups(VerifyRollupsRequest.getDefaultInstance());
            stream.next();
            var call = RollupServiceGrpc.newFutureStub(channel)
                    .getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
            endless.answering.await();

            var stop = CompletableFuture.runAsync(server.server::stop);

            assertThatThrownBy(stream::hasNext).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
                assertThat(e.getStatus().getDescription()).contains("call again");
            });
            endless.cancelled.await();
            assertThat(endless.seenCancelled)
                    .as("isCancelled, as the handler sees it")
                    .isTrue();
            assertThat(stop).as("the server, while a call is being answered").isNotDone();
            endless.mayAnswer.countDown();
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo(GetRollupStatusResponse.getDefaultInstance());
            stop.get(20, TimeUnit.SECONDS);
            channel.shutdownNow();
        }
    }

    @Test
    void aCallThatDoesNotEndIsCutAtTheTimeout() throws Exception {
        try (var server = new TestServer(Map.of("server.stop-timeout", "100ms"), endless)) {
            var channel = server.plaintext();
            var call = RollupServiceGrpc.newFutureStub(channel)
                    .getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
            endless.answering.await();

            server.server.stop();

            assertThat(endless.mayAnswer.getCount())
                    .as("the call is not answered")
                    .isOne();
            call.cancel(true);
            channel.shutdownNow();
        } finally {
            endless.mayAnswer.countDown();
        }
    }

    @Test
    void watchesOfHealthEndAfterTheySaidSo() throws Exception {
        try (var server = new TestServer(Map.of(), endless)) {
            var channel = server.plaintext();
            var states = new States();
            HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), states);
            assertThat(states.received.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);

            var stop = CompletableFuture.runAsync(server.server::stop);

            assertThat(states.received.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(states.received.poll(20, TimeUnit.SECONDS)).isEqualTo(Code.UNAVAILABLE);
            stop.get(30, TimeUnit.SECONDS);
            channel.shutdownNow();
        }
    }

    /** A stream without an end, and a call that waits. */
    private static final class Endless extends RollupServiceGrpc.RollupServiceImplBase {

        private final CountDownLatch cancelled = new CountDownLatch(1);
        private volatile boolean seenCancelled;
        private final CountDownLatch answering = new CountDownLatch(1);
        private final CountDownLatch mayAnswer = new CountDownLatch(1);

        @Override
        public void verifyRollups(VerifyRollupsRequest request, StreamObserver<VerifyRollupsResponse> response) {
            var stream = (ServerCallStreamObserver<VerifyRollupsResponse>) response;
            stream.setOnCancelHandler(() -> {
                seenCancelled = stream.isCancelled();
                cancelled.countDown();
            });
            response.onNext(VerifyRollupsResponse.getDefaultInstance());
        }

        @Override
        public void getRollupStatus(GetRollupStatusRequest request, StreamObserver<GetRollupStatusResponse> response) {
            answering.countDown();
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            response.onNext(GetRollupStatusResponse.getDefaultInstance());
            response.onCompleted();
        }
    }

    private static final class States implements StreamObserver<HealthCheckResponse> {

        private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

        @Override
        public void onNext(HealthCheckResponse response) {
            received.add(response.getStatus());
        }

        @Override
        public void onError(Throwable cause) {
            received.add(Status.fromThrowable(cause).getCode());
        }

        @Override
        public void onCompleted() {}
    }
}
