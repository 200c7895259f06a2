package dev.trailtally.collector;

import dev.trailtally.collector.event.PageFiller;
import dev.trailtally.collector.lookup.PageSink;
import dev.trailtally.collector.scan.ScanSignal;
import dev.trailtally.collector.scan.UnitClaims;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.store.LostClaimException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the pages of all units in the order in which they come: while one batch is written the next gathers, so that few
 * pages wait for nothing and many share a transaction.
 */
final class PageWriter implements PageSink {

    private static final Logger LOG = LoggerFactory.getLogger(PageWriter.class);
    private static final int MAX_WAITING_PAGES = 256;
    private static final long MAX_CHARACTERS = 32L << 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final int batchEvents;
    private final UnitClaims claims;
    private final BatchWriter batches;
    private final ScanSignal signal;
    private final BlockingQueue<ReadPage> waiting = new ArrayBlockingQueue<>(MAX_WAITING_PAGES);
    private final Thread thread =
            Thread.ofPlatform().name("page-writer").daemon().unstarted(this::run);
    private volatile boolean stopping;

    PageWriter(int batchEvents, UnitClaims claims, BatchWriter batches, ScanSignal signal) {
        this.batchEvents = batchEvents;
        this.claims = claims;
        this.batches = batches;
        this.signal = signal;
    }

    void start() {
        thread.start();
    }

    /** Writes what waits, for at most the timeout. */
    void stop(Duration timeout) {
        stopping = true;
        try {
            if (!thread.join(timeout)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void put(ReadPage page) throws InterruptedException {
        waiting.put(page);
    }

    private void run() {
        var pages = new ArrayDeque<ReadPage>();
        try {
            while (!stopping || !waiting.isEmpty() || !pages.isEmpty()) {
                if (pages.isEmpty()) {
                    var first = waiting.poll(100, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    pages.add(first);
                }
                waiting.drainTo(pages, MAX_WAITING_PAGES - Math.min(MAX_WAITING_PAGES, pages.size()));
                write(nextBatch(pages));
                signal.raise();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the pages of the first one's scan, as many as one batch holds; those of a unit stay in order. */
    private List<ReadPage> nextBatch(ArrayDeque<ReadPage> pages) {
        var scanId = pages.getFirst().reader().unit().scanId();
        var taken = new ArrayList<ReadPage>();
        int events = 0;
        long characters = 0;
        for (var page : pages) {
            if (page.reader().unit().scanId().equals(scanId)) {
                events += page.events().size();
                characters += page.characters();
                if (!taken.isEmpty() && (events > batchEvents || characters > MAX_CHARACTERS)) {
                    break;
                }
                taken.add(page);
            }
        }
        pages.removeAll(Set.copyOf(taken));
        return taken;
    }

    /** Tries until the pages are stored, or their units are no longer ours: while the database is away, all wait. */
    private void write(List<ReadPage> pages) throws InterruptedException {
        boolean failing = false;
        while (true) {
            var wanted = pages.stream().filter(page -> !page.reader().isLost()).toList();
            if (wanted.isEmpty()) {
                return;
            }
            try {
                store(wanted);
                return;
            } catch (LostClaimException e) {
                lose(wanted, e);
            } catch (SQLException e) {
                if (isRefusal(e)) {
                    refuse(wanted, e);
                    return;
                }
                failing = pause(failing, e);
            } catch (RuntimeException e) {
                failing = pause(failing, e);
            }
        }
    }

    private void store(List<ReadPage> pages) throws SQLException, LostClaimException {
        var filler = new PageFiller(pages.getFirst().reader().unit().scanId());
        for (var page : pages) {
            filler.add(page.reader().unit(), page.events(), page.requests(), page.slices(), page.complete());
        }
        batches.write(filler.batch());
        for (var page : pages) {
            var failure = page.failure();
            if (failure != null) {
                claims.fail(page.reader().unit().holder(), failure);
            }
            if (failure != null || page.complete()) {
                page.reader().end();
            }
        }
    }

    private static void lose(List<ReadPage> pages, LostClaimException lost) {
        LOG.info("pages dropped, their units are no longer read here: {}", lost.getMessage());
        for (var page : pages) {
            if (lost.lostUnits().contains(page.reader().unit().unitId())) {
                page.reader().lose();
            }
        }
    }

    /** Writes the pages one by one; the unit whose page the database refuses alone ends, the others go on. */
    private void refuse(List<ReadPage> pages, SQLException refusal) throws InterruptedException {
        if (pages.size() > 1) {
            for (var page : pages) {
                write(List.of(page));
            }
            return;
        }
        var reader = pages.getFirst().reader();
        LOG.error("page refused, so unit {} ends", reader.unit().unitId(), refusal);
        claims.fail(
                reader.unit().holder(),
                new SourceException(
                        "WRITE_REFUSED",
                        "the database refused an event: " + refusal.getMessage(),
                        "See the collector's log; what was read before is stored."));
        reader.lose();
    }

    /** Whether it would end the same way every time: the data, not the database's state, is at fault. */
    private static boolean isRefusal(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("54");
    }

    private static boolean pause(boolean failing, Exception e) throws InterruptedException {
        if (!failing) {
            LOG.warn("writing paused, nothing is lost, tried again every second: {}", e.toString());
        }
        Thread.sleep(PAUSE);
        return true;
    }
}
