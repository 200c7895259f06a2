package dev.trailtally.collector;

import dev.trailtally.collector.claim.UnitLeases;
import dev.trailtally.collector.event.PageFiller;
import dev.trailtally.collector.lookup.UnitReader.PageSink;
import dev.trailtally.collector.lookup.UnitReader.ReadPage;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.store.LostClaimException;
import dev.trailtally.collector.work.WorkSignal;
import dev.trailtally.server.database.DatabaseFailures;
import dev.trailtally.server.trace.WorkScope;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the pages of all units in order of arrival. The next batch fills while one is written, so that a few pages are
 * written at once and many share a transaction.
 */
final class PageWriter implements PageSink {

    private static final Logger LOG = LoggerFactory.getLogger(PageWriter.class);
    private static final int MAX_WAITING_PAGES = 256;
    private static final long MAX_CHARACTERS = 32L << 20;
    private static final int MANY_PAGES = 64;
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final int batchEvents;
    private final Clock clock;
    private final UnitLeases units;
    private final BatchWriter batches;
    private final WorkSignal signal;
    private final BlockingQueue<ReadPage> waiting = new ArrayBlockingQueue<>(MAX_WAITING_PAGES);
    private final Thread thread =
            Thread.ofPlatform().name("page-writer").daemon().unstarted(this::run);
    private volatile boolean stopping;

    PageWriter(int batchEvents, Clock clock, UnitLeases units, BatchWriter batches, WorkSignal signal) {
        this.batchEvents = batchEvents;
        this.clock = clock;
        this.units = units;
        this.batches = batches;
        this.signal = signal;
    }

    void start() {
        thread.start();
    }

    /** Writes the waiting pages, for at most the timeout. */
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
        while (!Thread.currentThread().isInterrupted() && (!stopping || !waiting.isEmpty() || !pages.isEmpty())) {
            try {
                gather(pages);
                if (!pages.isEmpty()) {
                    writeOrLose(nextBatch(pages));
                    signal.raise();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Nothing may end this thread: pages that cannot be written are read again under the next claim of their units. */
    private void writeOrLose(List<ReadPage> batch) throws InterruptedException {
        try {
            write(batch);
        } catch (RuntimeException | Error e) {
            LOG.error("{} pages given up; their units are read again when their leases expire", batch.size(), e);
            batch.forEach(page -> page.reader().lose());
        }
    }

    /** Waits for a page and a little longer for others, so that they share a transaction. */
    private void gather(ArrayDeque<ReadPage> pages) throws InterruptedException {
        if (pages.isEmpty()) {
            var first = waiting.poll(100, TimeUnit.MILLISECONDS);
            if (first == null) {
                return;
            }
            pages.add(first);
            if (!stopping && waiting.size() < MANY_PAGES) {
                Thread.sleep(GATHER);
            }
        }
        waiting.drainTo(pages, MAX_WAITING_PAGES - Math.min(MAX_WAITING_PAGES, pages.size()));
    }

    /** Takes the pages of the first one's scan, as many as one batch holds; those of a unit stay in order. */
    private List<ReadPage> nextBatch(ArrayDeque<ReadPage> pages) {
        var scanId = pages.getFirst().reader().unit().scanId();
        var taken = new ArrayList<ReadPage>();
        int events = 0;
        long characters = 0;
        for (var iterator = pages.iterator(); iterator.hasNext(); ) {
            var page = iterator.next();
            if (page.reader().unit().scanId().equals(scanId)) {
                events += page.events().size();
                characters += page.characters();
                if (!taken.isEmpty() && (events > batchEvents || characters > MAX_CHARACTERS)) {
                    break;
                }
                taken.add(page);
                iterator.remove();
            }
        }
        return taken;
    }

    /**
     * Retries until the pages are stored or their units are no longer claimed here. All wait while the database is
     * down.
     */
    private void write(List<ReadPage> pages) throws InterruptedException {
        var wanted = pages;
        for (int attempt = 1; ; attempt++) {
            wanted = unlessLost(wanted);
            if (wanted.isEmpty()) {
                return;
            }
            try {
                store(wanted);
                return;
            } catch (LostClaimException e) {
                lose(wanted, e);
            } catch (SQLException e) {
                if (DatabaseFailures.isRefusal(e) || (attempt >= MAX_ATTEMPTS && !DatabaseFailures.isTransient(e))) {
                    refuse(wanted, e);
                    return;
                }
                pause(attempt, e);
            } catch (RuntimeException e) {
                if (attempt >= MAX_ATTEMPTS) {
                    refuse(wanted, e);
                    return;
                }
                pause(attempt, e);
            }
        }
    }

    /** The pages of units that are still ours; of the others the requests are counted, and nothing else. */
    private List<ReadPage> unlessLost(List<ReadPage> pages) {
        var kept = new ArrayList<ReadPage>(pages.size());
        for (var page : pages) {
            if (page.reader().isLost()) {
                countAlone(page);
            } else {
                kept.add(page);
            }
        }
        return kept;
    }

    private void countAlone(ReadPage page) {
        var unit = page.reader().unit();
        try {
            units.count(unit.unitId(), page.requests());
        } catch (RuntimeException e) {
            LOG.warn("requests for unit {} are not counted: {}", unit.unitId(), e.getMessage());
        }
    }

    @SuppressWarnings("try") // the scope is left at the end, and not used before
    private void store(List<ReadPage> pages) throws SQLException, LostClaimException {
        var scanId = pages.getFirst().reader().unit().scanId();
        var filler = new PageFiller(scanId, clock);
        for (var page : pages) {
            filler.add(
                    page.reader().unit(),
                    page.events(),
                    page.requests(),
                    page.slices(),
                    page.timeLeft(),
                    page.complete(),
                    page.failure());
        }
        try (var scope = WorkScope.begin("write batch", Map.of("scan", scanId.toString()))) {
            batches.write(filler.batch());
        }
        for (var page : pages) {
            if (page.complete() || page.failure() != null) {
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

    /** Writes the pages one by one; the unit whose page cannot be written alone ends, the others continue. */
    private void refuse(List<ReadPage> pages, Exception refusal) throws InterruptedException {
        if (pages.size() > 1) {
            for (var page : pages) {
                write(List.of(page));
            }
            return;
        }
        var reader = pages.getFirst().reader();
        LOG.error("page refused, so unit {} ends", reader.unit().unitId(), refusal);
        reader.lose(); // first: if the database is down now, the unit is read again after its lease
        countAlone(pages.getFirst());
        units.fail(
                reader.unit().holder(),
                new SourceException(
                        "WRITE_REFUSED",
                        "the database refused a page: " + refusal.getMessage(),
                        "See the collector's log; what was read before is stored."));
    }

    private static void pause(int attempt, Exception e) throws InterruptedException {
        if (attempt == 1) {
            LOG.warn("writing paused, nothing is lost, tried again every second: {}", e.toString());
        }
        Thread.sleep(PAUSE);
    }
}
