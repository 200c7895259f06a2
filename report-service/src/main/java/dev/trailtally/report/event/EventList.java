package dev.trailtally.report.event;

import dev.trailtally.report.event.DayEvents.StoredEvent;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ListEvents: single events by time, walking only through days that may hold some. */
@Singleton
public final class EventList {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    private final Snapshots snapshots;

    EventList(Snapshots snapshots) {
        this.snapshots = snapshots;
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
            var found = walk(snapshot, filter, references.binds(filter), rest, last, pageSize + 1);
            var page = found.subList(0, Math.min(found.size(), pageSize));
            var sent = request.getIncludeRaw() ? RawRecords.add(snapshot, page) : page;
            sent.forEach(event -> response.addEvents(event.event()));
            if (sent.size() < found.size()) {
                response.setNextPageToken(sent.getLast().key().token(request));
            }
            return response.build();
        });
    }

    private static List<StoredEvent> walk(
            Snapshot snapshot, EventFilter filter, Binds binds, Span span, @Nullable EventKey last, int limit)
            throws SQLException {
        var found = new ArrayList<StoredEvent>();
        var rest = span;
        while (true) {
            var days = CandidateDays.next(snapshot, binds, filter.accountId(), rest);
            if (days.isEmpty()) {
                return found;
            }
            for (var day : days) {
                found.addAll(DayEvents.read(snapshot, binds, day, span, last, limit - found.size()));
                if (found.size() == limit) {
                    return found;
                }
            }
            var walked = Span.of(days.getLast().day());
            rest = filter.newestFirst() ? rest.before(walked.start()) : rest.from(walked.end());
        }
    }

    // Events of the last second were not all sent: the statement goes on after the last of them.
    private static Span rest(Span observed, @Nullable EventKey last, EventFilter filter) {
        if (last == null) {
            return observed;
        }
        return filter.newestFirst() ? observed.before(last.time().plusSeconds(1)) : observed.from(last.time());
    }
}
