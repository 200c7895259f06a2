package dev.trailtally.standalone.event;

import dev.trailtally.report.v1.Event;

/** How events are written, one by one. */
@FunctionalInterface
public interface EventFormat {

    /** Writes one event. */
    void event(Event event);
}
