package dev.trailtally.collector.listing;

import dev.trailtally.collector.claim.ObjectClaims;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.scan.ScanCloser;
import dev.trailtally.collector.scan.ScanSignal;
import dev.trailtally.collector.work.Loop;
import dev.trailtally.collector.work.WorkStop;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Advances scans in the background: lists new ones, renews leases, ends those that are read. */
@Singleton
final class ScanLoops implements ApplicationEventListener<StartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(ScanLoops.class);
    private static final int MAX_LISTINGS = 4;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofMillis(250);

    private final ScanListings listings;
    private final Lister lister;
    private final ObjectClaims claims;
    private final ScanCloser closer;
    private final ScanSignal signal;
    private final Duration heartbeat;
    private final boolean collecting;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore freeListings = new Semaphore(MAX_LISTINGS);
    private final WorkStop stop = new WorkStop(this::stop);

    ScanLoops(
            ScanListings listings,
            Lister lister,
            ObjectClaims claims,
            ScanCloser closer,
            ScanSignal signal,
            CollectorConfiguration configuration) {
        this.listings = listings;
        this.lister = lister;
        this.claims = claims;
        this.closer = closer;
        this.signal = signal;
        this.heartbeat = configuration.lease().dividedBy(3);
        this.collecting = configuration.collecting();
    }

    // Not on construction: a start that fails later must not leave threads behind.
    @Override
    public void onApplicationEvent(StartupEvent event) {
        if (!collecting) {
            return;
        }
        threads.execute(() -> Loop.repeat("listing", this::startListings));
        threads.execute(() -> Loop.repeat("lease renewal", this::renew));
        threads.execute(() -> Loop.repeat("closing", this::close));
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        stop.begin();
    }

    @PreDestroy
    void end() {
        stop.await();
    }

    private void stop() {
        threads.shutdownNow();
        threads.close();
        try {
            listings.release();
        } catch (RuntimeException e) {
            LOG.warn("listings wait until their leases expire: {}", e.toString());
        }
    }

    private void startListings() throws InterruptedException {
        var seen = signal.count();
        freeListings.acquire();
        boolean started = false;
        try {
            var claim = listings.claim();
            if (claim.isPresent()) {
                threads.execute(() -> list(claim.get()));
                started = true;
            }
        } finally {
            if (!started) {
                freeListings.release();
            }
        }
        if (!started) {
            signal.await(seen, POLL);
        }
    }

    private void list(ScanListings.Claim claim) {
        try {
            lister.list(claim);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn(
                    "scan {}: listing stopped, so it is taken over: {}",
                    claim.scan().scanId(),
                    e.getMessage());
        } finally {
            freeListings.release();
        }
    }

    private void renew() throws InterruptedException {
        listings.renew();
        claims.renew();
        Thread.sleep(heartbeat);
    }

    private void close() throws InterruptedException {
        var seen = signal.count();
        if (closer.close()) {
            Thread.sleep(CLOSE);
        } else {
            signal.await(seen, POLL);
        }
    }
}
