package dev.trailtally.collector.listing;

import dev.trailtally.collector.scan.LogSources;
import dev.trailtally.collector.scan.ManifestHorizon;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.source.ListedObject;
import dev.trailtally.collector.source.Listing;
import dev.trailtally.collector.source.ObjectKey;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.work.WorkSignal;
import dev.trailtally.server.trace.WorkScope;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists the sources of scans: log objects into the manifest, page by page, accounts and regions as units. */
@Singleton
public final class Lister {

    private static final Logger LOG = LoggerFactory.getLogger(Lister.class);

    // With version and filter it must fit an index entry of PostgreSQL, 2,704 bytes.
    private static final int MAX_URI = 2_300;

    /** Objects are listed from an hour before the events that are needed. */
    private static final Duration BEFORE = Duration.ofHours(1);

    private final ScanListings listings;
    private final LogSources sources;
    private final ManifestHorizon horizon;
    private final UnitLister unitLister;
    private final WorkSignal signal;

    public Lister(
            ScanListings listings,
            LogSources sources,
            ManifestHorizon horizon,
            UnitLister unitLister,
            WorkSignal signal) {
        this.listings = listings;
        this.sources = sources;
        this.horizon = horizon;
        this.unitLister = unitLister;
        this.signal = signal;
    }

    /** Lists a claimed scan to its end, or until it is cancelled or taken over. */
    @SuppressWarnings("try") // the scope is left at the end, and not used before
    public void list(ScanListings.Claim claim) throws InterruptedException {
        var scan = claim.scan();
        boolean done = false;
        try (var scope =
                WorkScope.begin("list scan", Map.of("scan", scan.scanId().toString()))) {
            done = list(scan, claim);
        } catch (ListingLost e) {
            LOG.info("scan {}: cancelled or listed by another collector, so this listing stops", scan.scanId());
            return;
        } catch (DataAccessException e) {
            throw e; // the lease expires, and the next collector that reaches the database lists again
        } catch (RuntimeException e) {
            LOG.error("scan {}: listing failed, so the scan ends incomplete", scan.scanId(), e);
            listings.addFailure(scan, scan.source().location(), unexpected(e));
            done = true;
        } finally {
            if (!done) {
                release(claim);
            }
        }
        listings.end(claim, true);
        signal.raise();
    }

    private boolean list(Scan scan, ScanListings.Claim claim) throws InterruptedException {
        var plan = UnitPlan.of(scan);
        if (plan != null) {
            if (!unitLister.list(claim, plan)) {
                throw new ListingLost();
            }
        } else {
            var from = horizon.listedFrom(scan);
            sources.source(scan.source()).list(scan.filter().scope().from(from), new ToManifest(claim, from));
        }
        return true;
    }

    private void release(ScanListings.Claim claim) {
        try {
            listings.end(claim, false);
        } catch (DataAccessException e) {
            LOG.warn(
                    "scan {}: listing not released, so another collector waits until the lease expires",
                    claim.scan().scanId());
        }
    }

    private static SourceException unexpected(RuntimeException failure) {
        return new SourceException(
                "INTERNAL",
                "listing ended unexpectedly (" + failure.getClass().getSimpleName() + ")",
                "See the collector's log, then scan again.",
                failure);
    }

    private final class ToManifest implements Listing {

        private final ScanListings.Claim claim;
        private final Scan scan;
        private final Instant from;

        private ToManifest(ScanListings.Claim claim, @Nullable Instant from) {
            this.claim = claim;
            this.from = from == null ? Instant.MIN : from.minus(BEFORE);
            this.scan = claim.scan();
        }

        @Override
        public void page(List<ListedObject> objects) {
            var wanted = new ArrayList<ListedObject>(objects.size());
            int ignored = 0;
            for (var object : objects) {
                if (ObjectKey.parse(object.uri()).kind().ignored()) {
                    ignored++;
                } else if (!Manifest.time(object).isBefore(from) && storable(object)) {
                    wanted.add(object);
                }
            }
            if (!listings.add(claim, wanted, ignored)) {
                throw new ListingLost();
            }
            signal.raise();
        }

        @Override
        public void failure(String uri, SourceException failure) {
            LOG.warn("scan {}: part of the source is not listed: {}", scan.scanId(), failure.code());
            listings.addFailure(scan, uri, failure);
        }

        private boolean storable(ListedObject object) {
            var uri = object.uri();
            if (uri.indexOf('\0') < 0 && uri.getBytes(StandardCharsets.UTF_8).length <= MAX_URI) {
                return true;
            }
            failure(
                    uri.substring(0, Math.min(uri.length(), MAX_URI)),
                    new SourceException(
                            "UNSUPPORTED_NAME",
                            "the name is longer than " + MAX_URI + " bytes or holds a NUL character",
                            "Copy the object to a shorter name, then scan again."));
            return false;
        }
    }

    private static final class ListingLost extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
