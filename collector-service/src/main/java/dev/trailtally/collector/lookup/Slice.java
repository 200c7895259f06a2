package dev.trailtally.collector.lookup;

import dev.trailtally.collector.source.PageTokens;
import dev.trailtally.collector.source.SourceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a unit's window that is read by one chain of pages, newest first. Seconds since 1970; still to be read is
 * [start, unreadUntil). The start moves up when the slice is cut, the end down with each page.
 */
final class Slice {

    /** The request that asks for the next page. */
    record Query(long start, long endInclusive, @Nullable String token) {}

    // A burst within a second or two says little of the hours before it.
    private static final long SHORTEST_SPAN = 10;
    private static final int MAX_RESTARTS = 100;

    private final int number;
    private long start;
    private long unreadUntil;

    private final PageTokens tokens = new PageTokens("cloudtrail:LookupEvents");
    private @Nullable String token;
    private int restarts;
    private long queryStart;
    private long queryEnd;

    private boolean disordered;
    private boolean inFlight;
    private long sentAt;
    private int failures;
    private long notBefore;

    private long readEvents;
    private long readSeconds;
    private double pageDensity;

    Slice(int number, long start, long unreadUntil) {
        if (start >= unreadUntil) {
            throw new IllegalArgumentException("slice " + number + " is empty: " + start + " to " + unreadUntil);
        }
        this.number = number;
        this.start = start;
        this.unreadUntil = unreadUntil;
    }

    int number() {
        return number;
    }

    long start() {
        return start;
    }

    long unreadUntil() {
        return unreadUntil;
    }

    boolean inFlight() {
        return inFlight;
    }

    /** When its last request was sent, by the monotonic clock. */
    long sentAt() {
        return sentAt;
    }

    /** Until when it rests after failures, by the monotonic clock; meaningless if there were none. */
    long notBefore() {
        return notBefore;
    }

    /** Whether a request may be sent for it. */
    boolean isFree(long now) {
        return !inFlight && (failures == 0 || notBefore - now <= 0);
    }

    long unreadSeconds() {
        return unreadUntil - start;
    }

    long readEvents() {
        return readEvents;
    }

    long readSeconds() {
        return readSeconds;
    }

    /** Events a second on its last page, or on that of the slice that it was cut from; 0 before the first. */
    double pageDensity() {
        return pageDensity;
    }

    /** The next request: of the chain if there is one, else of a new one over all that is unread. */
    Query send(long now) {
        inFlight = true;
        sentAt = now;
        if (token == null) {
            queryStart = start;
            queryEnd = unreadUntil - 1;
        }
        return new Query(queryStart, queryEnd, token);
    }

    /** Where the running chain of pages ends; older than the start after a cut. */
    long queryStart() {
        return queryStart;
    }

    /**
     * Whether the events come newest first, as AWS promises. If they ever do not, no page shows how far the slice has
     * been read; only the end of the chain does.
     *
     * @param seconds the times of a page's events
     */
    boolean inOrder(List<Long> seconds) {
        long before = unreadUntil - 1;
        for (long second : seconds) {
            disordered |= second > before && asksFor(second);
            before = Math.min(before, second);
        }
        return !disordered;
    }

    boolean isDisordered() {
        return disordered;
    }

    /** Whether the running chain asked for events of this time. */
    boolean asksFor(long second) {
        return second >= queryStart && second <= queryEnd;
    }

    /** The chain continues; what is younger than its last event has been read, of that event's second perhaps not all. */
    void advance(long firstSecond, long lastSecond, int events, String nextToken) throws SourceException {
        arrived();
        pageDensity = events / (double) Math.max(SHORTEST_SPAN, firstSecond - lastSecond + 1);
        long until = Math.min(unreadUntil, lastSecond + 1);
        if (until < unreadUntil) {
            tokens.advance();
            restarts = 0;
        }
        token = tokens.next(nextToken);
        readSeconds += unreadUntil - until;
        readEvents += events;
        unreadUntil = until;
    }

    /** A page that says nothing of how far the slice has been read, and is not the last. */
    void advance(String nextToken) throws SourceException {
        arrived();
        token = tokens.next(nextToken);
    }

    /**
     * AWS no longer knows the token: a new chain continues from where this one came to.
     *
     * @return false if that happened too often since a page last moved the slice
     */
    boolean restart() {
        token = null;
        tokens.advance();
        return ++restarts <= MAX_RESTARTS;
    }

    /** The request brought no page; it is made again. */
    void failed(long restUntil) {
        inFlight = false;
        failures++;
        notBefore = restUntil;
    }

    /** The request was not accepted, through no fault of the slice. */
    void refused() {
        inFlight = false;
    }

    int failures() {
        return failures;
    }

    /** Gives its older part away, as a slice of this number. */
    Slice cutAt(long second, int lowerNumber) {
        if (second <= start || second >= unreadUntil) {
            throw new IllegalArgumentException("slice " + number + " cannot be cut at " + second);
        }
        var lower = new Slice(lowerNumber, start, second);
        lower.pageDensity = pageDensity;
        start = second;
        return lower;
    }

    private void arrived() {
        inFlight = false;
        failures = 0;
    }
}
