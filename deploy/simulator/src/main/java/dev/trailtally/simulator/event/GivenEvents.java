package dev.trailtally.simulator.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailtally.simulator.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Given records: JSON texts, served unchanged. */
public final class GivenEvents implements SimulatedEvents {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<Given> events;

    public GivenEvents(List<String> records) {
        this.events = records.stream()
                .map(GivenEvents::given)
                // A scrambled hash of the id settles a tie: stable, and in no order that a reader could rely on.
                .sorted(Comparator.comparingLong(Given::epochSecond)
                        .thenComparingLong(given -> Seed.mix(given.facts().id().hashCode(), 7)))
                .toList();
    }

    public static GivenEvents none() {
        return new GivenEvents(List.of());
    }

    private record Given(long epochSecond, EventFacts facts, String text) {}

    private static Given given(String text) {
        try {
            var json = MAPPER.readTree(text);
            var time = Instant.parse(json.path("eventTime").asText());
            return new Given(time.getEpochSecond(), facts(json), text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + text, e);
        }
    }

    private static EventFacts facts(JsonNode json) {
        var identity = json.path("userIdentity");
        return new EventFacts(
                json.path("eventID").asText(),
                json.path("eventName").asText(),
                json.path("eventSource").asText(),
                json.path("readOnly").asBoolean(),
                Json.text(identity, "accessKeyId").orElse(null),
                username(identity),
                resources(json.path("resources")));
    }

    private static @Nullable String username(JsonNode identity) {
        return switch (identity.path("type").asText()) {
            case "Root" -> "root";
            // The session's name, which is what follows the last slash.
            case "AssumedRole" ->
                Json.text(identity, "arn").map(GivenEvents::lastName).orElse(null);
            default -> Json.text(identity, "userName").orElse(null);
        };
    }

    private static String lastName(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static List<EventResource> resources(JsonNode array) {
        var resources = new ArrayList<EventResource>();
        for (var resource : array) {
            resources.add(new EventResource(
                    resource.path("type").asText(), resource.path("ARN").asText()));
        }
        return resources;
    }

    @Override
    public int count() {
        return events.size();
    }

    @Override
    public long epochSecond(int index) {
        return events.get(index).epochSecond();
    }

    @Override
    public EventFacts facts(int index) {
        return events.get(index).facts();
    }

    @Override
    public String record(int index) {
        return events.get(index).text();
    }
}
