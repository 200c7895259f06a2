package dev.trailtally.collector.work;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is repeated in the background. */
public final class Loop {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Loop() {}

    /** Runs rounds until the thread is interrupted; after a failed round the next one follows a second later. */
    public static void repeat(String what, Round round) {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round.run();
                failing = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                if (!failing && !Thread.currentThread().isInterrupted()) {
                    LOG.warn("{} failed, so it is tried again every second: {}", what, e.getMessage());
                }
                failing = true;
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round. */
    @FunctionalInterface
    public interface Round {
        void run() throws InterruptedException;
    }
}
