package dev.trailtally.simulator.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a LookupEvents request, checked as AWS checks them.
 *
 * @param start first second, absent for as early as there is
 * @param end last second, absent for now
 * @param insights asks for Insights events, of which there are none
 * @param binding the parameters as sent, to which a token of the answer belongs
 */
record Lookup(
        Optional<Long> start,
        Optional<Long> end,
        Optional<LookupAttribute> attribute,
        int maxResults,
        boolean insights,
        Optional<String> nextToken,
        String binding) {

    private static final int MAX_PAGE = 50;

    static Lookup of(ObjectNode body) {
        var lookup = new Lookup(
                second(body, "StartTime"),
                second(body, "EndTime"),
                attribute(body),
                Json.maxResults(body, MAX_PAGE, "InvalidMaxResultsException"),
                insights(body),
                Json.text(body, "NextToken"),
                binding(body));
        lookup.requireTimeRange();
        return lookup;
    }

    private void requireTimeRange() {
        if (start.isPresent() && end.isPresent() && start.get() > end.get()) {
            throw AwsException.badRequest("InvalidTimeRangeException", "StartTime cannot be after EndTime.");
        }
    }

    private static Optional<Long> second(JsonNode body, String name) {
        return Json.find(body, name).map(node -> {
            if (!node.isNumber()) {
                throw AwsException.badRequest("InvalidTimeRangeException", name + " is not a timestamp");
            }
            return (long) Math.floor(node.asDouble());
        });
    }

    private static Optional<LookupAttribute> attribute(JsonNode body) {
        var attributes = body.path("LookupAttributes");
        if (attributes.size() > 1) {
            throw AwsException.badRequest(
                    "InvalidLookupAttributesException", "You can only specify one lookup attribute.");
        }
        return attributes.isEmpty()
                ? Optional.empty()
                : Optional.of(new LookupAttribute(
                        LookupAttribute.Key.of(
                                attributes.get(0).path("AttributeKey").asText()),
                        attributes.get(0).path("AttributeValue").asText()));
    }

    private static boolean insights(JsonNode body) {
        var category = Json.text(body, "EventCategory");
        if (category.isPresent() && !Set.of("insight", "Insight").contains(category.get())) {
            throw AwsException.badRequest("InvalidEventCategoryException", "Not an event category: " + category.get());
        }
        return category.isPresent();
    }

    private static String binding(ObjectNode body) {
        var parameters = Json.object();
        body.properties().stream()
                .filter(parameter -> !parameter.getKey().equals("NextToken"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(parameter -> parameters.set(parameter.getKey(), parameter.getValue()));
        return parameters.toString();
    }
}
