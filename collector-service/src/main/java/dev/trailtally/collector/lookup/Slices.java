package dev.trailtally.collector.lookup;

import dev.trailtally.collector.claim.SliceState;
import dev.trailtally.collector.source.SourceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The unread parts of one unit's window. A page may take seconds while AWS takes two requests each second, so slices are
 * read at the same time: if none is free by the time at which the rate would fall behind, the one with the most left is cut
 * in two. Not thread-safe.
 */
final class Slices {

    static final int MAX_IN_FLIGHT = 64;
    private static final int PAGE_EVENTS = 50;
    // Each cut costs half a page on average, and saves little if little is left.
    private static final int MIN_CUT_PAGES = 2;
    // Before that share of the window has been read, the rest of it may hold anything.
    private static final double KNOWN_SHARE = 0.2;
    // Most regions fit on one page: before the first has come, only a slow one is worth further requests.
    private static final long SLOW_PAGE = TimeUnit.SECONDS.toNanos(1);

    private final Map<Integer, Slice> open = new TreeMap<>();
    private final Map<Integer, SliceState> changed = new TreeMap<>();
    private int lastNumber;
    private long readEvents;
    private long readSeconds;
    private long readPages;

    Slices(Collection<SliceState> unread) {
        for (var slice : unread) {
            open.put(slice.number(), new Slice(slice.number(), slice.start(), slice.unreadUntil()));
            lastNumber = Math.max(lastNumber, slice.number());
        }
    }

    boolean allRead() {
        return open.isEmpty();
    }

    /**
     * The slice to ask for now; null if all wait for their pages or rest.
     *
     * @param late whether the rate falls behind without a request, so that a slice may be cut
     */
    @Nullable
    Slice next(long now, boolean late) {
        var free = open.values().stream()
                .filter(slice -> slice.isFree(now))
                .max(Comparator.comparingDouble(this::unreadEvents));
        if (free.isPresent()) {
            return free.get();
        }
        long inFlight = open.values().stream().filter(Slice::inFlight).count();
        return !late || inFlight == 0 || inFlight >= MAX_IN_FLIGHT || waitsForFirstPage(now) ? null : cut();
    }

    private boolean waitsForFirstPage(long now) {
        return readSeconds == 0 && open.values().stream().anyMatch(slice -> now - slice.sentAt() < SLOW_PAGE);
    }

    /** How long until there may be another slice to ask for, unless a page comes before; Long.MAX_VALUE if never. */
    long nanosUntilNext(long now) {
        return open.values().stream()
                .filter(slice -> !slice.isFree(now))
                .mapToLong(slice -> slice.inFlight() ? slice.sentAt() + SLOW_PAGE : slice.notBefore())
                .map(at -> at - now)
                .filter(wait -> wait > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private @Nullable Slice cut() {
        var widest = open.values().stream()
                .filter(slice -> slice.inFlight() && slice.unreadSeconds() >= 2 && !slice.isDisordered())
                .max(Comparator.comparingDouble(this::unreadEvents));
        if (widest.isEmpty() || isNearlyRead(widest.get())) {
            return null;
        }
        var upper = widest.get();
        long middle = upper.start() + upper.unreadSeconds() / 2;
        var lower = upper.cutAt(middle, ++lastNumber);
        open.put(lower.number(), lower);
        changed(upper);
        changed(lower);
        return lower;
    }

    /** Whether the page in flight and another one probably bring all that is left. */
    private boolean isNearlyRead(Slice slice) {
        return readSeconds > 0 && unreadEvents(slice) <= MIN_CUT_PAGES * PAGE_EVENTS;
    }

    /**
     * An estimate: as dense as what was read of the slice, else of the unit, or as its last page if that is more: what
     * was empty before says nothing. Before the first page, its length.
     */
    private double unreadEvents(Slice slice) {
        if (readSeconds == 0) {
            return slice.unreadSeconds();
        }
        double density = slice.readSeconds() > 0
                ? (double) slice.readEvents() / slice.readSeconds()
                : (double) readEvents / readSeconds;
        return slice.unreadSeconds() * Math.max(density, slice.pageDensity());
    }

    /** How many pages are probably left; NaN while too little has been read to know. */
    double pagesLeft() {
        return readSeconds < KNOWN_SHARE * (readSeconds + unreadSeconds()) ? Double.NaN : roughPagesLeft();
    }

    /** The same as soon as anything has been read: as dense as that. */
    double roughPagesLeft() {
        return readSeconds == 0 ? Double.NaN : (double) unreadSeconds() / readSeconds * readPages + open.size() / 2.0;
    }

    private long unreadSeconds() {
        return open.values().stream().mapToLong(Slice::unreadSeconds).sum();
    }

    /**
     * Takes a page. When a chain has ended, its last page holds all that is left of it: also of the slices that were
     * cut from it since, whose own pages are then no longer needed.
     *
     * @param seconds the times of the page's events, newest first
     * @param nextToken null on the last page of the chain
     * @return which times of the page are new; null if the slice has been read meanwhile and nothing of it is
     * @throws SourceException if the chain of pages does not end
     */
    @Nullable
    LongPredicate page(Slice slice, List<Long> seconds, @Nullable String nextToken) throws SourceException {
        if (open.get(slice.number()) != slice) {
            return null;
        }
        readPages++;
        boolean inOrder = slice.inOrder(seconds);
        if (nextToken == null) {
            return lastPage(slice, seconds.size());
        }
        long from = slice.start();
        long until = slice.unreadUntil();
        if (!inOrder) {
            slice.advance(nextToken);
            return slice::asksFor;
        }
        if (seconds.isEmpty()) {
            slice.advance(nextToken);
            return second -> false;
        }
        long last = seconds.getLast();
        if (last < from) {
            count(seconds.stream().filter(second -> second >= from).count(), until - from);
            close(slice);
        } else {
            count(seconds.size(), until - Math.min(until, last + 1));
            slice.advance(seconds.getFirst(), last, seconds.size(), nextToken);
            changed(slice);
        }
        return second -> second >= from && second < until;
    }

    private LongPredicate lastPage(Slice slice, int events) {
        readEvents += events;
        var covered = open.values().stream()
                .filter(other ->
                        other == slice || (other.start() >= slice.queryStart() && other.unreadUntil() <= slice.start()))
                .toList();
        var parts = new ArrayList<long[]>();
        for (var part : covered) {
            parts.add(new long[] {part.start(), part.unreadUntil()});
            readSeconds += part.unreadSeconds();
            close(part);
        }
        if (slice.isDisordered()) {
            return slice::asksFor;
        }
        return second -> parts.stream().anyMatch(part -> second >= part[0] && second < part[1]);
    }

    private void count(long events, long seconds) {
        readEvents += events;
        readSeconds += seconds;
    }

    private void close(Slice slice) {
        open.remove(slice.number());
        changed.put(slice.number(), SliceState.read(slice.number()));
    }

    private void changed(Slice slice) {
        changed.put(slice.number(), new SliceState(slice.number(), slice.start(), slice.unreadUntil()));
    }

    /** How the slices differ from when this was last asked: to be stored together with the events that were read since. */
    List<SliceState> takeChanged() {
        var states = List.copyOf(changed.values());
        changed.clear();
        return states;
    }
}
