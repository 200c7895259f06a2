package dev.trailtally.report.event;

import static java.util.Objects.requireNonNull;

import dev.trailtally.report.event.DayEvents.StoredEvent;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import io.grpc.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads events by time, only from days that may hold some; a page ends when it is full or its time is over. */
public final class EventPages {

    // Even with the largest record (1 MiB) added, a page fits into the 4 MiB that a gRPC client accepts by default.
    private static final long MAX_PAGE_BYTES = 2 << 20;
    private static final int FIRST_RAW_PORTION = 4;
    private static final int MAX_RAW_PORTION = 64;

    private final Duration walkTime;

    /** A page ends with the day in which it has been reading for {@code walkTime}. */
    public EventPages(Duration walkTime) {
        this.walkTime = walkTime;
    }

    /** At most {@code size} events after the last one of a page; null for the first page. */
    EventPage read(Snapshot snapshot, EventFilter filter, @Nullable EventKey last, int size) throws SQLException {
        var references = FilterReferences.of(snapshot, filter);
        var scope = EventScope.of(snapshot, filter, references);
        var observed = scope.observed();
        if (observed == null || references.matchNothing()) {
            return new EventPage(scope, references, List.of(), null);
        }
        return page(snapshot, filter, scope, references, last, size);
    }

    /** The page after one that is not the last; fails if retention has reached what was left to read. */
    EventPage behind(Snapshot snapshot, EventFilter filter, EventPage page, int size) throws SQLException {
        var scope = page.scope();
        scope.checkKept(snapshot, filter.rest(requireNonNull(scope.observed()), page.next()));
        return page(snapshot, filter, scope, page.references(), page.next(), size);
    }

    private EventPage page(
            Snapshot snapshot,
            EventFilter filter,
            EventScope scope,
            FilterReferences references,
            @Nullable EventKey last,
            int size)
            throws SQLException {
        var span = filter.rest(requireNonNull(scope.observed()), last);
        var walk = walk(snapshot, filter, references.binds(filter), span, last, size + 1);
        var found = walk.found();
        var page = cut(snapshot, filter, found.subList(0, Math.min(found.size(), size)));
        return new EventPage(
                scope,
                references,
                page,
                page.size() < found.size() ? page.getLast().key() : walk.stoppedAt());
    }

    private Walk walk(Snapshot snapshot, EventFilter filter, Binds binds, Span span, @Nullable EventKey last, int limit)
            throws SQLException {
        var walkUntil = Deadline.after(walkTime.toNanos(), TimeUnit.NANOSECONDS);
        var found = new ArrayList<StoredEvent>();
        var rest = span;
        while (true) {
            var days = CandidateDays.next(snapshot, binds, filter.accountId(), rest);
            if (days.isEmpty()) {
                return new Walk(found, null);
            }
            for (var day : days) {
                found.addAll(
                        DayEvents.read(snapshot, binds, day, span, last, filter.newestFirst(), limit - found.size()));
                if (found.size() == limit) {
                    return new Walk(found, null);
                }
                if (walkUntil.isExpired()) {
                    return new Walk(found, EventKey.beyond(day.day(), filter.newestFirst()));
                }
            }
            var walked = Span.of(days.getLast().day());
            rest = filter.newestFirst() ? rest.before(walked.start()) : rest.from(walked.end());
        }
    }

    // At least one event. Raw JSON is read in growing portions, so that few large records are read in vain.
    private static List<StoredEvent> cut(Snapshot snapshot, EventFilter filter, List<StoredEvent> events)
            throws SQLException {
        long bytes = 0;
        int rawUntil = 0;
        int portion = FIRST_RAW_PORTION;
        for (int i = 0; i < events.size(); i++) {
            if (filter.texts().getIncludeRaw() && i == rawUntil) {
                rawUntil = Math.min(i + portion, events.size());
                RawRecords.addTo(snapshot, events.subList(i, rawUntil), MAX_PAGE_BYTES - bytes);
                portion = Math.min(2 * portion, MAX_RAW_PORTION);
            }
            var stored = events.get(i);
            bytes += stored.event().build().getSerializedSize();
            if (bytes > MAX_PAGE_BYTES) {
                return events.subList(0, i + 1);
            }
        }
        return events;
    }

    /** The events found, at most one more than the page takes; if reading was stopped, how far it came. */
    private record Walk(List<StoredEvent> found, @Nullable EventKey stoppedAt) {}
}
