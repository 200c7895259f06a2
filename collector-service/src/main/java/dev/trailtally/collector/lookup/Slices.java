package dev.trailtally.collector.lookup;

import dev.trailtally.collector.scan.SliceState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The unread parts of one unit's window. A request waits for seconds while AWS would take two each second, so slices are
 * read at the same time; where none is free when a request may be sent, the one with the most left is cut in two. One
 * thread's own.
 */
final class Slices {

    static final int MAX_IN_FLIGHT = 64;
    private static final int PAGE_EVENTS = 50;

    private final Map<Integer, Slice> open = new TreeMap<>();
    private final Map<Integer, SliceState> changed = new TreeMap<>();
    private int lastNumber;
    private long readEvents;
    private long readSeconds;

    Slices(Collection<SliceState> unread) {
        for (var slice : unread) {
            open.put(slice.number(), new Slice(slice.number(), slice.start(), slice.unreadUntil()));
            lastNumber = Math.max(lastNumber, slice.number());
        }
    }

    boolean allRead() {
        return open.isEmpty();
    }

    /** The slice to ask for now, perhaps newly cut; null where all wait for their pages or rest. */
    @Nullable
    Slice next(long now) {
        var free = open.values().stream()
                .filter(slice -> slice.isFree(now))
                .max(Comparator.comparingDouble(this::unreadEvents));
        if (free.isPresent()) {
            return free.get();
        }
        long inFlight = open.values().stream().filter(Slice::inFlight).count();
        return inFlight == 0 || inFlight >= MAX_IN_FLIGHT ? null : cut();
    }

    /** How long until the first resting slice may be asked for again; Long.MAX_VALUE where none rests. */
    long nanosUntilRested(long now) {
        return open.values().stream()
                .filter(slice -> !slice.inFlight() && !slice.isFree(now))
                .mapToLong(slice -> Math.max(0, slice.notBefore() - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private @Nullable Slice cut() {
        var widest = open.values().stream()
                .filter(slice -> slice.inFlight() && slice.unreadSeconds() >= 2 && !slice.isDisordered())
                .max(Comparator.comparingDouble(this::unreadEvents));
        if (widest.isEmpty() || isLastPage(widest.get())) {
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

    /** Whether the page under way probably brings all that is left. */
    private boolean isLastPage(Slice slice) {
        return readSeconds > 0 && unreadEvents(slice) <= PAGE_EVENTS;
    }

    /**
     * An estimate: as dense as what was read of the slice, else of the unit, or as its last page where that is more: what
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

    /**
     * Takes a page in. Where a chain has ended, its last page holds all that is left of it: also of the slices that were cut
     * from it since, whose own pages are then no longer needed.
     *
     * @param seconds the times of the page's events, newest first
     * @param nextToken null on the last page of the chain
     * @return which times of the page are new; null where the slice has been read meanwhile and nothing of it is
     */
    @Nullable
    LongPredicate page(Slice slice, List<Long> seconds, @Nullable String nextToken) {
        if (open.get(slice.number()) != slice) {
            return null;
        }
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
