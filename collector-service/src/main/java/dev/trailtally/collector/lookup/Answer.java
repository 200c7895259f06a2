package dev.trailtally.collector.lookup;

import dev.trailtally.collector.source.SourceException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.Event;

/** The result of one request. */
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

    /** AWS throttled the request. */
    record Throttled() implements Answer {}

    /** AWS does not accept the page token, or no longer. */
    record StaleToken(SourceException failure) implements Answer {}

    /** The credentials have expired. */
    record ExpiredCredentials(SourceException failure) implements Answer {}

    /** A transient fault. */
    record Faulty(SourceException failure) implements Answer {}

    /** Asking again would end the same way. */
    record Refused(SourceException failure) implements Answer {}
}
