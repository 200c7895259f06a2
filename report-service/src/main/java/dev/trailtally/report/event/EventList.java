package dev.trailtally.report.event;

import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;

/** ListEvents: single events by time. */
@Singleton
public final class EventList {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    private final Snapshots snapshots;
    private final EventPages pages;

    EventList(Snapshots snapshots, EventPages pages) {
        this.snapshots = snapshots;
        this.pages = pages;
    }

    public ListEventsResponse list(ListEventsRequest request) {
        var filter = EventFilter.of(request);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var last = EventKey.of(request);
        var page = snapshots.read(snapshot -> pages.read(snapshot, filter, last, pageSize));
        var response = ListEventsResponse.newBuilder()
                .setScope(page.scope().report())
                .addAllEvents(page.events())
                .setHiddenAccountCount(page.scope().hiddenAccounts());
        var next = page.next();
        if (next != null) {
            response.setNextPageToken(next.token(request));
        }
        return response.build();
    }
}
