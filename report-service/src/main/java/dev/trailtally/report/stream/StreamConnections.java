package dev.trailtally.report.stream;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connections that streams may hold, granted in the order of requests; a call that ends stops waiting. */
final class StreamConnections {

    private final Semaphore free;

    StreamConnections(int count) {
        this.free = new Semaphore(count, true);
    }

    <T> T take(Supplier<T> report) {
        await();
        try {
            if (Context.current().isCancelled()) {
                throw ended();
            }
            return report.get();
        } finally {
            free.release();
        }
    }

    int freeCount() {
        return free.availablePermits();
    }

    private void await() {
        var context = Context.current();
        var waiting = new Waiting();
        context.addListener(waiting, Runnable::run);
        try {
            free.acquire();
        } catch (InterruptedException e) {
            if (!waiting.woken()) {
                Thread.currentThread().interrupt();
            }
            throw ended();
        } finally {
            context.removeListener(waiting);
            waiting.end();
        }
    }

    private static StatusRuntimeException ended() {
        return Status.CANCELLED.withDescription("the call has ended").asRuntimeException();
    }

    /** Interrupts a thread only while it waits: during a statement, an interrupt would cost the connection. */
    private static final class Waiting implements Context.CancellationListener {

        private @Nullable Thread thread = Thread.currentThread();
        private boolean woken;

        @Override
        public synchronized void cancelled(Context context) {
            if (thread != null) {
                woken = true;
                thread.interrupt();
            }
        }

        synchronized boolean woken() {
            return woken;
        }

        synchronized void end() {
            thread = null;
            if (woken) {
                Thread.interrupted(); // interrupted, but granted a connection at the same time
            }
        }
    }
}
