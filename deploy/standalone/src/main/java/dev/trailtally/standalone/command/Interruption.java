package dev.trailtally.standalone.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** Lets a command end cleanly when Ctrl-C or SIGTERM stops the process. */
final class Interruption implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 90;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::askAndWait, "interruption");
    private @Nullable Runnable action;

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean asked() {
        return asked.getCount() == 0;
    }

    /** Waits until the process is told to stop. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** The same with a limit; returns whether the process was told to stop. */
    boolean await(Duration patience) throws InterruptedException {
        return asked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Registers an action for when the process is told to stop; runs it at once if that has happened. */
    void onAsk(Runnable newAction) {
        synchronized (this) {
            if (!asked()) {
                action = newAction;
                return;
            }
        }
        newAction.run();
    }

    /** The command has ended cleanly. */
    @Override
    public void close() {
        ended.countDown();
        if (!asked()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void askAndWait() {
        Runnable toDo;
        synchronized (this) {
            asked.countDown();
            toDo = action;
        }
        // The JVM ignores a second Ctrl-C while it shuts down, but a user who presses it does not want to wait. An
        // orphaned PostgreSQL is ended by the next start.
        Signals.register("INT", () -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED));
        if (toDo != null) {
            toDo.run();
        }
        try {
            // The process ends with this thread; the command's own thread is still cleaning up.
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
