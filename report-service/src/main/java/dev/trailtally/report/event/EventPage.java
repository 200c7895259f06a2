package dev.trailtally.report.event;

import dev.trailtally.report.event.DayEvents.StoredEvent;
import dev.trailtally.report.v1.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the events that a filter matches, in order.
 *
 * @param next where the next page goes on; null on the last
 */
record EventPage(
        EventScope scope,
        List<StoredEvent> stored,
        @Nullable EventKey next) {

    EventPage {
        stored = List.copyOf(stored);
    }

    List<Event> events() {
        return stored.stream().map(event -> event.event().build()).toList();
    }
}
