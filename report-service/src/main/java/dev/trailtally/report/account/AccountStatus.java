package dev.trailtally.report.account;

import dev.trailtally.report.snapshot.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of an account's collection: its rolled-up totals, and what they still lack. */
public record AccountStatus(
        long accountId,
        boolean known,
        @Nullable String name,
        Totals totals,
        @Nullable Instant firstEventTime,
        @Nullable Instant lastEventTime,
        @Nullable Instant lastListingTime,
        Missing missing,
        Lookups lookups,
        @Nullable Instant rawEventsFrom) {

    private static final Duration DELIVERY = Duration.ofMinutes(15);

    /** Rolled-up events. */
    public record Totals(long eventCount, long failedCount) {}

    /** What the rollups may lack: events not rolled up yet, and log objects not read, or not fully read. */
    public record Missing(
            long pendingEventCount,
            @Nullable Instant firstPendingEventTime,
            @Nullable Instant lastPendingEventTime,
            long pendingObjectCount,
            long unreadableObjectCount,
            long unattributedUnreadableObjectCount,
            @Nullable Instant firstTroubledObjectTime,
            boolean undatedObjects) {

        private boolean hasObjects() {
            return pendingObjectCount > 0 || unreadableObjectCount > 0;
        }
    }

    /**
     * How far LookupEvents was read.
     *
     * @param regionCount regions in which any window was fully read
     * @param coveredFrom the earliest start of the first complete intervals of these regions
     * @param coveredUntil the earliest end of the last complete intervals of these regions
     * @param unread whether any unit is not fully read, even if another scan has read part of it since
     */
    public record Lookups(
            long regionCount,
            @Nullable Instant coveredFrom,
            @Nullable Instant coveredUntil,
            boolean unread,
            LookupGaps gaps) {

        private boolean asked() {
            return regionCount > 0 || gaps.count() > 0;
        }
    }

    static AccountStatus of(Row row) throws SQLException {
        return new AccountStatus(
                row.number("account_id"),
                row.flag("known"),
                row.textOrNull("account_name"),
                new Totals(row.number("event_count"), row.number("failed_count")),
                row.timeOrNull("first_event_time"),
                row.timeOrNull("last_event_time"),
                row.timeOrNull("last_listing_time"),
                new Missing(
                        row.number("pending_event_count"),
                        row.timeOrNull("first_pending_event_time"),
                        row.timeOrNull("last_pending_event_time"),
                        row.number("pending_object_count"),
                        row.number("unreadable_object_count"),
                        row.number("unattributed_unreadable_object_count"),
                        row.timeOrNull("first_troubled_object_time"),
                        row.flag("undated_objects")),
                new Lookups(
                        row.number("covered_region_count"),
                        row.timeOrNull("covered_from"),
                        row.timeOrNull("covered_until"),
                        row.flag("unread_lookups"),
                        LookupGaps.NONE),
                row.timeOrNull("raw_events_from"));
    }

    AccountStatus with(LookupGaps gaps) {
        return new AccountStatus(
                accountId,
                known,
                name,
                totals,
                firstEventTime,
                lastEventTime,
                lastListingTime,
                missing,
                new Lookups(
                        lookups.regionCount(), lookups.coveredFrom(), lookups.coveredUntil(), lookups.unread(), gaps),
                rawEventsFrom);
    }

    /** See ReportScope in the contract; null if nothing is complete. */
    public @Nullable Instant completeUntil() {
        boolean hasObjects = lastListingTime != null || missing.hasObjects();
        if (!hasObjects && !lookups.asked()) {
            return null;
        }
        var bounds = new ArrayList<@Nullable Instant>();
        bounds.add(missing.firstPendingEventTime());
        bounds.add(lookups.gaps().firstTime());
        if (!hasObjects) {
            bounds.add(lookups.coveredUntil());
        } else {
            if (lastEventTime == null || lastListingTime == null || missing.undatedObjects()) {
                return null;
            }
            var troubled = missing.firstTroubledObjectTime();
            bounds.add(lastEventTime);
            bounds.add(lastListingTime.minus(DELIVERY));
            bounds.add(troubled == null ? null : troubled.minus(DELIVERY));
        }
        var until = earliest(bounds);
        return until != null && isReadBefore(until) ? until : null;
    }

    /** Whether anything was read before a time: a request alone makes nothing complete. */
    private boolean isReadBefore(Instant until) {
        var coveredFrom = lookups.coveredFrom();
        var firstEvent = firstStoredEventTime();
        return (coveredFrom != null && coveredFrom.isBefore(until))
                || (firstEvent != null && !firstEvent.isAfter(until));
    }

    /** Whether something listed or requested is not read, or not rolled up; objects of an unknown account may be of this one. */
    public boolean hasGaps() {
        return missing.pendingEventCount() > 0
                || missing.hasObjects()
                || missing.unattributedUnreadableObjectCount() > 0
                || lookups.gaps().count() > 0;
    }

    /** The first event stored, rolled up or not. */
    public @Nullable Instant firstStoredEventTime() {
        return earliest(Arrays.asList(firstEventTime, missing.firstPendingEventTime()));
    }

    /** The last event stored, rolled up or not. */
    public @Nullable Instant lastStoredEventTime() {
        return Arrays.stream(new @Nullable Instant[] {lastEventTime, missing.lastPendingEventTime()})
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static @Nullable Instant earliest(List<@Nullable Instant> instants) {
        return instants.stream()
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }
}
