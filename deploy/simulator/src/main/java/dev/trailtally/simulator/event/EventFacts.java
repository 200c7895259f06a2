package dev.trailtally.simulator.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What LookupEvents says of an event beside its record, and looks it up by.
 *
 * @param accessKeyId null if the caller had none
 * @param username null if the caller has no name, as services have none
 */
public record EventFacts(
        String id,
        String name,
        String source,
        boolean readOnly,
        @Nullable String accessKeyId,
        @Nullable String username,
        List<EventResource> resources) {

    public EventFacts {
        resources = List.copyOf(resources);
    }
}
