package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.AggregatorConfiguration;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rolls up in the background what the collectors commit. */
@Context
@Requires(property = "aggregator.background", notEquals = "false")
class RollupLoop {

    private static final Logger log = LoggerFactory.getLogger(RollupLoop.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration STOP_WAIT = Duration.ofSeconds(30);

    private final PendingLedger pending;
    private final Settlement settlement;
    private final RollupPass pass;
    private final Packing packing;
    private final Duration pollInterval;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("rollup-loop").unstarted(this::loop);
    private boolean databaseReady = true;

    RollupLoop(
            PendingLedger pending,
            Settlement settlement,
            RollupPass pass,
            Packing packing,
            AggregatorConfiguration configuration) {
        this.pending = pending;
        this.settlement = settlement;
        this.pass = pass;
        this.packing = packing;
        this.pollInterval = configuration.pollInterval();
    }

    @PostConstruct
    void start() {
        thread.start();
    }

    /** Starts nothing new while calls still have time to end. */
    @EventListener
    void stopping(ServerShutdownEvent event) {
        stop.countDown();
    }

    /** Waits for running transactions; if they do not end in time, the database rolls them back. */
    @PreDestroy
    void stop() throws InterruptedException {
        stop.countDown();
        if (!thread.join(STOP_WAIT)) {
            log.warn("Running rollups did not end within {}; they are rolled back and repeated later", STOP_WAIT);
        }
    }

    private void loop() {
        try {
            var wait = pollInterval;
            while (!stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = turn(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does the due work and returns how long to wait: not at all after progress, longer and longer after failures. */
    private Duration turn(Duration waited) {
        try {
            var due = pending.dueAccounts();
            ready();
            var result = pass.over(due, false, () -> stop.getCount() == 0);
            var settled = pass.settle(settlement.dueAccounts(), () -> stop.getCount() == 0);
            boolean busy = result.entries() > 0;
            boolean more = packing.packSome(busy ? 1 : Packing.MAX_DAYS) || busy;
            if (result.failures().isEmpty() && settled.failures().isEmpty()) {
                return more ? Duration.ZERO : pollInterval;
            }
            return result.entries() > 0 ? pollInterval : longer(waited);
        } catch (SQLException e) {
            if (databaseReady) {
                log.warn("Rollups stop until the database answers: {}", e.getMessage());
                databaseReady = false;
            }
            return longer(waited);
        }
    }

    private void ready() {
        if (!databaseReady) {
            log.info("The database answers; rolling up again");
            databaseReady = true;
        }
    }

    private Duration longer(Duration waited) {
        var next = waited.compareTo(pollInterval) < 0 ? pollInterval : waited.multipliedBy(2);
        return next.compareTo(LONGEST_WAIT) < 0 ? next : LONGEST_WAIT;
    }
}
