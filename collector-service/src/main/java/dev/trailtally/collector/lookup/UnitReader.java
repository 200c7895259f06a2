package dev.trailtally.collector.lookup;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.claim.ClaimedUnit;
import dev.trailtally.collector.claim.SliceState;
import dev.trailtally.collector.event.PageFiller.LookedUp;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.server.trace.WorkScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudtrail.model.Event;

/**
 * Reads one unit of LookupEvents to its end: sends a request whenever the {@link RequestRate} allows one and a
 * {@link Slice} has use for it, takes the answers as they come, and passes the events on. One thread decides, others
 * wait for AWS.
 */
public final class UnitReader {

    private static final Logger LOG = LoggerFactory.getLogger(UnitReader.class);

    private static final Duration NO_PERMIT = Duration.ofMillis(100);
    private static final Duration DEPARTING = Duration.ofMillis(20);
    // Transient faults: the longest rest after one, and how long there may be nothing but faults.
    private static final Duration FIRST_REST = Duration.ofMillis(500);
    private static final Duration MAX_REST = Duration.ofSeconds(20);
    private static final Duration MAX_FAULTY = Duration.ofMinutes(10);
    private static final int MAX_RENEWALS = 5;

    private final ClaimedUnit unit;
    private final RequestRate rate;
    private final PageSink pages;
    private final ExecutorService threads;
    private final Semaphore inFlight;
    private final UnitPriority priority;
    private final LongSupplier nanos;

    private final Slices slices;
    private final Arrivals arrivals;
    private final TimeLeft timeLeft = new TimeLeft();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long deadline;
    private final AtomicReference<Requests> uncounted = new AtomicReference<>(Requests.NONE);
    private long events;
    private long lastSentAt;
    private @Nullable Long faultySince;
    private int renewals;
    private final AtomicInteger departing = new AtomicInteger();
    private volatile boolean lost;
    private @Nullable SourceException failure;

    /**
     * A reader of one claim.
     *
     * @param inFlight bounds the requests of all readers together, until the reader takes their pages
     * @param priority among all readers
     * @param nanos a monotonic clock
     */
    UnitReader(
            ClaimedUnit unit,
            RequestRate rate,
            PageSink pages,
            ExecutorService threads,
            Semaphore inFlight,
            UnitPriority priority,
            LongSupplier nanos) {
        this.unit = unit;
        this.rate = rate;
        this.pages = pages;
        this.threads = threads;
        this.inFlight = inFlight;
        this.priority = priority;
        this.nanos = nanos;
        this.slices = new Slices(unit.slices());
        this.arrivals = new Arrivals(inFlight);
        this.deadline = nanos.getAsLong() + unit.left().toNanos();
    }

    public ClaimedUnit unit() {
        return unit;
    }

    /**
     * Another collector has the unit, or it is no longer needed: reading ends soon, and no more of it may be stored.
     */
    public void lose() {
        lost = true;
        end();
    }

    public boolean isLost() {
        return lost;
    }

    /** Requests since this was last asked, or since the last page that was handed on. */
    public Requests takeRequests() {
        return uncounted.getAndSet(Requests.NONE);
    }

    private void count(Requests more) {
        uncounted.accumulateAndGet(more, Requests::plus);
    }

    /** What was read last is stored. */
    public void end() {
        ended.countDown();
    }

    /** Reads until all has been passed on and stored, until it cannot continue, or until {@link #lose}. */
    public void read(AccountSession session) throws InterruptedException {
        try {
            readAll(new EventLookup(session, unit.region(), unit.lookup()));
        } finally {
            arrivals.close();
            priority.ended(this);
        }
        ended.await();
    }

    private void readAll(EventLookup lookup) throws InterruptedException {
        if (slices.allRead()) {
            put(List.of());
        }
        while (!slices.allRead() && failure == null && !lost) {
            long now = nanos.getAsLong();
            long wait = Math.min(sendOrWait(lookup, now), Math.max(0, deadline - now));
            for (var next = arrivals.poll(wait); next != null; next = arrivals.poll(0)) {
                takeIn(next, lookup);
            }
            checkDeadline(nanos.getAsLong());
        }
        if (failure != null && !lost) {
            put(List.of());
        }
    }

    /** Sends a request if one may be sent now and is of use; returns how long to wait for something to change. */
    private long sendOrWait(EventLookup lookup, long now) {
        // On a busy machine requests would gather on their way out, and reach AWS together.
        if (departing.get() > 0) {
            return DEPARTING.toNanos();
        }
        long wait = Math.max(rate.nanosUntilFree(now), yielded(now));
        if (wait > 0) {
            return wait;
        }
        // Never waited for: the answers that hold the permits may be this reader's own.
        if (!inFlight.tryAcquire()) {
            return NO_PERMIT.toNanos();
        }
        long untilLate = rate.nanosUntilLate(now);
        var slice = slices.next(now, untilLate == 0);
        if (slice != null && rate.take(now)) {
            send(slice, lookup, now);
            return 0;
        }
        inFlight.release();
        if (slice != null) {
            return 0;
        }
        return untilLate > 0 ? Math.min(untilLate, slices.nanosUntilNext(now)) : slices.nanosUntilNext(now);
    }

    /** How long this unit leaves the machine to units that have more left. */
    private long yielded(long now) {
        double interval = TimeUnit.SECONDS.toNanos(1) / RequestRate.CEILING;
        double share = priority.share(this);
        return share < 1 ? Math.max(0, lastSentAt + (long) (interval / share) - now) : 0;
    }

    private void send(Slice slice, EventLookup lookup, long now) {
        var query = slice.send(now);
        lastSentAt = now;
        departing.incrementAndGet();
        threads.execute(
                WorkScope.continued(() -> arrivals.add(new Arrivals.Arrived(slice, answer(query, lookup, now), now))));
    }

    private Answer answer(Slice.Query query, EventLookup lookup, long now) {
        var departure = new AtomicBoolean();
        Runnable departed = () -> {
            if (departure.compareAndSet(false, true)) {
                long leaves = nanos.getAsLong();
                rate.departed(leaves);
                priority.departed(leaves - now);
                departing.decrementAndGet();
            }
        };
        try {
            return lookup.ask(query, () -> {
                count(Requests.SENT); // here, because without credentials it is never sent
                departed.run();
            });
        } catch (RuntimeException | Error e) {
            return new Answer.Refused(unexpected(e));
        } finally {
            departed.run();
        }
    }

    private static SourceException unexpected(Throwable e) {
        LOG.error("a request ended unexpectedly", e);
        return new SourceException(
                "INTERNAL", "a request ended unexpectedly (" + e + ")", "See the collector's log, then scan again.", e);
    }

    private void takeIn(Arrivals.Arrived next, EventLookup lookup) throws InterruptedException {
        if (lost || failure != null || slices.allRead()) {
            return;
        }
        var slice = next.slice();
        switch (next.answer()) {
            case Answer.Page page -> page(slice, page);
            case Answer.Throttled throttled -> {
                count(Requests.THROTTLED);
                faultySince = null;
                rate.throttled(next.sentAt(), nanos.getAsLong());
                slice.refused();
            }
            case Answer.StaleToken stale -> {
                slice.refused();
                failure = slice.restart() ? null : stale.failure();
            }
            case Answer.ExpiredCredentials expired -> renewCredentials(slice, expired.failure(), lookup);
            case Answer.Faulty faulty -> rest(slice, faulty.failure());
            case Answer.Refused refused -> failure = refused.failure();
        }
    }

    private void page(Slice slice, Answer.Page page) throws InterruptedException {
        faultySince = null;
        renewals = 0;
        count(Requests.PAGE);
        timeLeft.page(slice.sentAt(), nanos.getAsLong());
        var seconds = page.events().stream()
                .map(Event::eventTime)
                .filter(Objects::nonNull)
                .map(Instant::getEpochSecond)
                .toList();
        LongPredicate wanted;
        try {
            wanted = slices.page(slice, seconds, page.nextToken());
        } catch (SourceException e) {
            failure = e;
            return;
        }
        double left = slices.roughPagesLeft();
        if (!Double.isNaN(left)) {
            priority.left(this, left);
        }
        if (wanted == null) {
            return;
        }
        var fresh = new ArrayList<LookedUp>(page.events().size());
        for (var event : page.events()) {
            // One without a time can be of no other slice.
            if (event.eventTime() == null || wanted.test(event.eventTime().getEpochSecond())) {
                fresh.add(new LookedUp(event.eventId(), ++events, event.cloudTrailEvent()));
            }
        }
        put(fresh);
    }

    private void put(List<LookedUp> fresh) throws InterruptedException {
        var requests = takeRequests();
        var left = timeLeft.estimate(slices.pagesLeft());
        pages.put(new ReadPage(this, fresh, requests, slices.takeChanged(), left, slices.allRead(), failure));
    }

    private void renewCredentials(Slice slice, SourceException cause, EventLookup lookup) {
        slice.refused();
        if (++renewals > MAX_RENEWALS + Slices.MAX_IN_FLIGHT) {
            failure = cause;
        } else {
            lookup.renewCredentials();
        }
    }

    private void rest(Slice slice, SourceException cause) {
        long now = nanos.getAsLong();
        long since = faultySince == null ? now : faultySince;
        faultySince = since;
        if (now - since > MAX_FAULTY.toNanos()) {
            failure = cause;
            return;
        }
        long rest = FIRST_REST.toNanos() << Math.min(slice.failures(), 10);
        slice.failed(now + Math.min(rest, MAX_REST.toNanos()));
        LOG.debug("unit {}: asked again: {}", unit.unitId(), cause.code());
    }

    private void checkDeadline(long now) {
        if (now - deadline >= 0 && failure == null && !slices.allRead()) {
            failure = new SourceException(
                    "DEADLINE_EXCEEDED",
                    "the unit was not read to its end within "
                            + unit.lookup().getUnitDeadline().getSeconds() + " s",
                    "Scan the missing interval again with a longer deadline, or read less.");
        }
    }

    /** Takes what is read, in its order; waits while the writer is behind. */
    @FunctionalInterface
    public interface PageSink {
        void put(ReadPage page) throws InterruptedException;
    }

    /**
     * New events of a unit, and how far it is with them: what the slices say is true once the events are stored.
     *
     * @param reader whose unit it is
     * @param timeLeft how long the rest of the unit takes; null if that is not known
     * @param complete whether nothing of the unit's window is left
     * @param failure why the unit ends with this; null if it does not, or is complete
     */
    public record ReadPage(
            UnitReader reader,
            List<LookedUp> events,
            Requests requests,
            List<SliceState> slices,
            @Nullable Duration timeLeft,
            boolean complete,
            @Nullable SourceException failure) {

        public ReadPage {
            events = List.copyOf(events);
            slices = List.copyOf(slices);
        }

        /** How much text it holds. */
        public long characters() {
            return events.stream()
                    .mapToLong(
                            event -> event.record() == null ? 0 : event.record().length())
                    .sum();
        }
    }
}
