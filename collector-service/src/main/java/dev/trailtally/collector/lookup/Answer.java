package dev.trailtally.collector.lookup;

import dev.trailtally.collector.source.SourceException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.Event;

/** What became of one request. */
sealed interface Answer {

    /**
     * A page of events, newest first.
     *
     * @param nextToken null on the last page
     */
    record Page(List<Event> events, @Nullable String nextToken) implements Answer {
        public Page {
            events = List.copyOf(events);
        }
    }

    /** One request too many. */
    record Throttled() implements Answer {}

    /** AWS does not take the page token (any more). */
    record StaleToken(SourceException failure) implements Answer {}

    /** The credentials expired on the way. */
    record ExpiredCredentials(SourceException failure) implements Answer {}

    /** A fault that may pass by itself. */
    record Faulty(SourceException failure) implements Answer {}

    /** Asking again would end the same way. */
    record Refused(SourceException failure) implements Answer {}
}
