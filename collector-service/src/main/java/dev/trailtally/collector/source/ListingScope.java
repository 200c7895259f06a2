package dev.trailtally.collector.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a source a scan wants listed, as far as paths show. Never the region: a global service's events are
 * delivered under one region and may name another.
 *
 * @param accountIds empty means all
 * @param start of the events wanted, inclusive; null means from the beginning
 * @param end of the events wanted, exclusive; null means to the end
 */
public record ListingScope(
        Set<Long> accountIds,
        @Nullable Instant start,
        @Nullable Instant end) {

    /** Everything. */
    public static final ListingScope ALL = new ListingScope(Set.of(), null, null);

    // A file holds events from before its delivery; the hour allows for clocks that differ.
    private static final Duration EARLY = Duration.ofHours(1);
    // CloudTrail delivers within minutes, but re-delivers for days after its own or the bucket's troubles.
    private static final Duration LATE = Duration.ofDays(7);

    public ListingScope {
        accountIds = Set.copyOf(accountIds);
    }

    /** The same, without what was delivered before a time; all of it if that is null. */
    public ListingScope from(@Nullable Instant earliest) {
        return earliest == null || (start != null && !start.isBefore(earliest))
                ? this
                : new ListingScope(accountIds, earliest, end);
    }

    /** Whether the object may hold a wanted event. */
    public boolean admits(ObjectKey key) {
        var deliveredAt = key.deliveredAt();
        return (key.accountId() == null || admitsAccount(key.accountId()))
                && (deliveredAt == null || meets(deliveredAt, deliveredAt.plusSeconds(60)));
    }

    boolean admitsAccount(long accountId) {
        return accountIds.isEmpty() || accountIds.contains(accountId);
    }

    boolean hasInterval() {
        return start != null || end != null;
    }

    /** Whether objects delivered in [from, to) may be wanted. */
    boolean meets(Instant from, Instant to) {
        return (start == null || to.isAfter(start.minus(EARLY))) && (end == null || from.isBefore(end.plus(LATE)));
    }

    /** Whether all objects delivered in [from, to) may be wanted. */
    boolean covers(Instant from, Instant to) {
        return (start == null || !from.isBefore(start.minus(EARLY))) && (end == null || !to.isAfter(end.plus(LATE)));
    }
}
