package dev.trailtally.report.event;

import dev.trailtally.report.event.DayEvents.StoredEvent;
import dev.trailtally.report.v1.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the events that a filter matches, in order.
 *
 * @param references what the filter's texts mean, looked up once for all pages of one walk
 * @param next where the next page continues; null on the last page
 */
record EventPage(
        EventScope scope,
        FilterReferences references,
        List<StoredEvent> stored,
        @Nullable EventKey next) {

    EventPage {
        stored = List.copyOf(stored);
    }

    List<Event> events() {
        return stored.stream().map(event -> event.event().build()).toList();
    }

    /** Where the next page continues, kept while the client is not ready. */
    EventPage withoutEvents() {
        return new EventPage(scope, references, List.of(), next);
    }
}
