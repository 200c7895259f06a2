package dev.trailtally.report.event;

import dev.trailtally.report.event.DayEvents.StoredEvent;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import io.grpc.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** ListEvents: single events by time, walking only through days that may hold some. */
public final class EventList {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    private final Snapshots snapshots;
    private final Duration walkTime;

    /** A page ends, full or not, with the day in which it has walked for {@code walkTime}. */
    public EventList(Snapshots snapshots, Duration walkTime) {
        this.snapshots = snapshots;
        this.walkTime = walkTime;
    }

    public ListEventsResponse list(ListEventsRequest request) {
        var filter = EventFilter.of(request);
        int pageSize = Fields.number("page_size", request.getPageSize(), DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var last = EventKey.of(request);
        return snapshots.read(snapshot -> {
            var references = FilterReferences.of(snapshot, filter);
            var scope = EventScope.of(snapshot, filter, references);
            var response = ListEventsResponse.newBuilder().setScope(scope.report());
            var observed = scope.observed();
            if (observed == null || references.matchNothing()) {
                return response.build();
            }
            var rest = rest(observed, last, filter);
            var walk = walk(snapshot, filter, references.binds(filter), rest, last, pageSize + 1);
            var found = walk.found();
            var page = found.subList(0, Math.min(found.size(), pageSize));
            var sent = request.getIncludeRaw() ? RawRecords.add(snapshot, page) : page;
            sent.forEach(event -> response.addEvents(event.event()));
            var next = sent.size() < found.size() ? sent.getLast().key() : walk.stoppedAt();
            if (next != null) {
                response.setNextPageToken(next.token(request));
            }
            return response.build();
        });
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
                found.addAll(DayEvents.read(snapshot, binds, day, span, last, limit - found.size()));
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

    // Of the events of one time not all were sent: the statement goes on after the last of them.
    private static Span rest(Span observed, @Nullable EventKey last, EventFilter filter) {
        if (last == null) {
            return observed;
        }
        return filter.newestFirst()
                ? observed.before(last.time().plus(1, ChronoUnit.MICROS))
                : observed.from(last.time());
    }

    /** The events found, at most one more than the page takes; where the walk was stopped, how far it came. */
    private record Walk(List<StoredEvent> found, @Nullable EventKey stoppedAt) {}
}
