package dev.trailtally.simulator.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** JSON of requests and answers. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ObjectNode read(String text) {
        try {
            if (MAPPER.readTree(text.isBlank() ? "{}" : text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Refused below, like any other text that is not an object.
        }
        throw AwsException.badRequest("SerializationException", "Body is not a JSON object");
    }

    public static Optional<JsonNode> find(JsonNode object, String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    public static Optional<String> text(JsonNode object, String name) {
        return find(object, name).map(JsonNode::asText);
    }

    /** MaxResults, the most by default; a refusal with this code if it is out of range. */
    public static int maxResults(JsonNode object, int most, String code) {
        var maxResults = find(object, "MaxResults").map(JsonNode::asInt).orElse(most);
        if (maxResults < 1 || maxResults > most) {
            throw AwsException.badRequest(code, "MaxResults is not from 1 to " + most + ".");
        }
        return maxResults;
    }
}
