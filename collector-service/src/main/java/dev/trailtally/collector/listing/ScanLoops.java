package dev.trailtally.collector.listing;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.scan.ScanCloser;
import dev.trailtally.collector.work.DurableWork;
import dev.trailtally.collector.work.WorkSignal;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/** Advances scans in the background: lists new ones, ends those that are read. */
@Singleton
final class ScanLoops implements ApplicationEventListener<StartupEvent> {

    private static final int MAX_LISTINGS = 4;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofMillis(250);

    private final ScanListings listings;
    private final Lister lister;
    private final ScanCloser closer;
    private final WorkSignal signal;
    private final boolean collecting;
    private final DurableWork<UUID, ScanListings.Claim> work;

    ScanLoops(
            ScanListings listings,
            Lister lister,
            ScanCloser closer,
            WorkSignal signal,
            CollectorConfiguration configuration) {
        this.listings = listings;
        this.lister = lister;
        this.closer = closer;
        this.signal = signal;
        this.collecting = configuration.collecting();
        this.work = new DurableWork<>(listings.leases(), configuration.lease(), signal, () -> {});
    }

    // Not on construction: a start that fails later must not leave threads behind.
    @Override
    public void onApplicationEvent(StartupEvent event) {
        if (collecting) {
            work.start(MAX_LISTINGS, this::begin);
            work.repeat("closing", this::close);
        }
    }

    @EventListener
    void stopping(ServerShutdownEvent event) {
        work.beginStop();
    }

    @PreDestroy
    void end() {
        work.stop();
    }

    private boolean begin(int max) {
        var claimed = listings.claim();
        claimed.ifPresent(claim -> work.begin(claim.holder(), claim, () -> lister.list(claim)));
        return claimed.isPresent();
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
