package dev.trailtally.report.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamConnectionsTest {

    private final StreamConnections connections = new StreamConnections(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aCallThatEndsWaitsNoLongerAndTakesNoTurn() throws Exception {
        var call = Context.current().withCancellation();
        var thread = new AtomicReference<Thread>();
        var release = new CountDownLatch(1);
        var holder = CompletableFuture.supplyAsync(() -> connections.take(() -> awaited(release)), threads);
        await().until(() -> connections.freeCount() == 0);
        var waiter = CompletableFuture.supplyAsync(
                () -> {
                    thread.set(Thread.currentThread());
                    return outcome(call);
                },
                threads);
        await().until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);

        call.cancel(null);

        assertThat(waiter.get()).isEqualTo("CANCELLED: the call has ended, interrupted: false");
        release.countDown();
        holder.get();
        assertThat(connections.take(() -> "lent")).isEqualTo("lent");
    }

    @Test
    void aCallThatHasEndedIsNotAnswered() {
        var call = Context.current().withCancellation();
        call.cancel(null);

        assertThatThrownBy(() -> call.run(() -> connections.take(() -> {
                    throw new AssertionError("it was asked");
                })))
                .hasMessage("CANCELLED: the call has ended");
        assertThat(connections.freeCount()).isEqualTo(1);
    }

    private String outcome(Context call) {
        try {
            call.run(() -> connections.take(() -> "lent"));
            return "lent";
        } catch (StatusRuntimeException e) {
            return e.getMessage() + ", interrupted: " + Thread.currentThread().isInterrupted();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
