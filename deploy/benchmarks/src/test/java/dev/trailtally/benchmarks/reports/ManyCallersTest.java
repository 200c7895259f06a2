package dev.trailtally.benchmarks.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManyCallersTest {

    @Test
    void allCallersCallAtTheSameTimeAndEveryCallIsCounted() throws Exception {
        var allThere = new CountDownLatch(8);
        var calls = new AtomicInteger();

        var result = ManyCallers.run(
                8,
                3,
                caller -> Map.of("any", () -> {
                    calls.incrementAndGet();
                    allThere.countDown();
                    await(allThere);
                }));

        assertThat(calls).hasValue(24);
        assertThat(result.latencies()).singleElement().satisfies(latency -> {
            assertThat(latency.call()).isEqualTo("any");
            assertThat(latency.calls()).isEqualTo(24);
        });
        assertThat(result.callsPerSecond()).isPositive();
    }

    @Test
    void callsThatAreToldToComeAgainLaterAreCountedAndTheOthersGoOn() throws Exception {
        var calls = new AtomicInteger();

        var result = ManyCallers.run(
                2,
                3,
                caller -> Map.of("busy", () -> {
                    if (calls.incrementAndGet() <= 2) {
                        throw RpcErrors.failure(
                                Code.UNAVAILABLE, "CONNECTIONS_BUSY", "too many reports at the same time", Map.of());
                    }
                }));

        assertThat(calls).hasValue(6);
        assertThat(result.refused()).containsExactly(Map.entry("busy", 2L));
    }

    @Test
    void aServerThatIsGoneEndsTheBenchmark() {
        assertThatThrownBy(() -> ManyCallers.run(
                        1,
                        1,
                        caller -> Map.of("any", () -> {
                            throw Status.UNAVAILABLE.asRuntimeException();
                        })))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("UNAVAILABLE");
    }

    @Test
    void aCallThatFailsEndsTheBenchmark() {
        assertThatThrownBy(() -> ManyCallers.run(
                        2,
                        1,
                        caller -> Map.of("any", () -> {
                            throw new IllegalStateException("no answer");
                        })))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no answer");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
