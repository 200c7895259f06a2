package dev.trailtally.server.caller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.server.transport.TestServer;
import io.github.bucket4j.TimeMeter;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aCallerAboveItsRateIsRefusedUntilTheTimeThatRetryInfoSays() throws Exception {
        try (var server = new TestServer(limits("reader", 2, 20), time(), new Prompt())) {
            var channel = server.plaintext();
            assertThat(call(channel)).as("first call").isEqualTo("OK");
            assertThat(call(channel)).as("second call").isEqualTo("OK");
            assertThat(call(channel)).as("third call in a second").isEqualTo("TOO_MANY_REQUESTS after 500 ms");
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(call(channel)).as("call after the delay").isEqualTo("OK");
            channel.shutdownNow();
        }
    }

    @Test
    void aCallerHasOnlySoManyCallsAtOnce() throws Exception {
        var waiting = new Waiting();
        try (var server = new TestServer(limits("reader", 20, 1), time(), waiting)) {
            var channel = server.plaintext();
            var first = ReportServiceGrpc.newFutureStub(channel).listAccounts(ListAccountsRequest.getDefaultInstance());
            var answered = requireNonNull(waiting.calls.poll(20, TimeUnit.SECONDS), "the first call did not arrive");
            assertThat(call(channel)).as("a second call").isEqualTo("TOO_MANY_CONCURRENT_CALLS after 1000 ms");
            answered.onNext(ListAccountsResponse.getDefaultInstance());
            answered.onCompleted();
            first.get(20, TimeUnit.SECONDS);
            var next = ReportServiceGrpc.newFutureStub(channel).listAccounts(ListAccountsRequest.getDefaultInstance());
            assertThat(waiting.calls.poll(20, TimeUnit.SECONDS))
                    .as("a call after the first has ended")
                    .isNotNull();
            next.cancel(true);
            channel.shutdownNow();
        }
    }

    @Test
    void healthIsLimitedByTheAddressThatCalls() throws Exception {
        try (var server = new TestServer(limits("reader", 2, 20), time(), new Prompt())) {
            var channel = server.plaintext();
            assertThat(check(channel)).as("first check").isEqualTo("OK");
            assertThat(check(channel)).as("second check").isEqualTo("OK");
            assertThat(check(channel)).as("third check in a second").isEqualTo("TOO_MANY_REQUESTS after 500 ms");
            assertThat(call(channel)).as("a call, which has a caller").isEqualTo("OK");
            channel.shutdownNow();
        }
    }

    @Test
    void anAddressHasOnlySoManyWatchesAndReflectionsAtOnce() throws Exception {
        try (var server = new TestServer(limits("reader", 1_000, 1), time(), new Prompt())) {
            var channel = server.plaintext();
            var watch = new Answers<HealthCheckResponse>();
            var context = Context.current().withCancellation();
            context.run(() -> HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), watch));
            assertThat(watch.received.poll(20, TimeUnit.SECONDS))
                    .as("first watch")
                    .isInstanceOf(HealthCheckResponse.class);

            var second = new Answers<HealthCheckResponse>();
            HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), second);
            assertThat(second.received.poll(20, TimeUnit.SECONDS))
                    .as("second watch")
                    .isEqualTo(Code.RESOURCE_EXHAUSTED);
            var reflection = new Answers<ServerReflectionResponse>();
            ServerReflectionGrpc.newStub(channel).serverReflectionInfo(reflection);
            assertThat(reflection.received.poll(20, TimeUnit.SECONDS))
                    .as("reflection")
                    .isEqualTo(Code.RESOURCE_EXHAUSTED);

            context.cancel(null);
            await().untilAsserted(() ->
                    assertThat(check(channel)).as("after the watch").isEqualTo("OK"));
            channel.shutdownNow();
        }
    }

    @Test
    void manyAddressesTogetherHaveOnlySoManyCallsOfHealthAndReflection() {
        var limits = new Limits(new LimitsConfiguration(100, 50), time());
        var first = limits.admitFrom(address(0));
        for (var i = 1; i < 2_000; i++) {
            limits.admitFrom(address(i));
        }
        assertThatThrownBy(() -> limits.admitFrom(address(2_000)))
                .as("one call more")
                .hasMessageContaining("this process has 2,000 calls");
        first.run();
        first.run();
        limits.admitFrom(address(2_000));
        assertThatThrownBy(() -> limits.admitFrom(address(2_001)))
                .as("one call more, after a call has ended once")
                .hasMessageContaining("this process has 2,000 calls");
    }

    private static InetSocketAddress address(int number) {
        return InetSocketAddress.createUnresolved("host-" + number, 1);
    }

    @Test
    void aLaptopHasNoLimits() throws Exception {
        try (var server = new TestServer(limits("", 1, 1), time(), new Prompt())) {
            var channel = server.plaintext();
            for (var i = 0; i < 5; i++) {
                assertThat(call(channel)).as("call " + i).isEqualTo("OK");
            }
            channel.shutdownNow();
        }
    }

    private static Map<String, Object> limits(String anonymous, int requests, int calls) {
        return Map.of(
                "callers.anonymous-role", anonymous,
                "callers.limits.requests-per-second", requests,
                "callers.limits.concurrent-calls", calls);
    }

    /** OK, or the reason and the delay of a refusal. */
    private static String call(ManagedChannel channel) throws Exception {
        return outcome(() -> ReportServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .listAccounts(ListAccountsRequest.getDefaultInstance()));
    }

    private static String check(ManagedChannel channel) throws Exception {
        return outcome(() -> HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance()));
    }

    private static String outcome(Runnable call) throws Exception {
        try {
            call.run();
            return "OK";
        } catch (StatusRuntimeException e) {
            var details = StatusProto.fromThrowable(e).getDetailsList();
            assertThat(details).as("details of " + e.getStatus()).hasSize(2);
            var delay = details.get(1).unpack(RetryInfo.class).getRetryDelay();
            return details.get(0).unpack(ErrorInfo.class).getReason() + " after "
                    + (delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000) + " ms";
        }
    }

    private TimeMeter time() {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    /** What a stream receives: its messages, and the code of its failure. */
    private static final class Answers<A> implements StreamObserver<A> {

        final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

        @Override
        public void onNext(A answer) {
            received.add(answer);
        }

        @Override
        public void onError(Throwable failure) {
            received.add(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            received.add(Code.OK);
        }
    }

    private static final class Prompt extends ReportServiceGrpc.ReportServiceImplBase {
        @Override
        public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
            observer.onNext(ListAccountsResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    private static final class Waiting extends ReportServiceGrpc.ReportServiceImplBase {

        final BlockingQueue<StreamObserver<ListAccountsResponse>> calls = new LinkedBlockingQueue<>();

        @Override
        public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
            calls.add(observer);
        }
    }
}
