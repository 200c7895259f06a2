package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.protocol.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a call, checked as AWS checks them. */
record Parameters(Map<String, String> values) {

    private static final int MAX_ITEMS = 1000;
    private static final int DEFAULT_ITEMS = 100;
    private static final int MAX_NAMESPACES = 200;

    Parameters {
        values = Map.copyOf(values);
    }

    String action() {
        return values.getOrDefault("Action", "");
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return find(name)
                .orElseThrow(() -> invalid("Value null at '" + lower(name) + "' failed to satisfy constraint:"
                        + " Member must not be null"));
    }

    String jobId() {
        var id = required("JobId");
        if (id.length() != 36) {
            throw unsatisfied("JobId", id, "Member must have length equal to 36");
        }
        return id;
    }

    String arn() {
        var arn = required("Arn");
        if (arn.length() < 20 || arn.length() > 2048) {
            throw unsatisfied("Arn", arn, "Member must have length from 20 to 2048");
        }
        return arn;
    }

    /** One of these, the first if the parameter is absent. */
    String choice(String name, List<String> choices) {
        var value = find(name).orElse(choices.getFirst());
        if (!choices.contains(value)) {
            throw unsatisfied(name, value, "Member must satisfy enum value set: " + choices);
        }
        return value;
    }

    String pathPrefix() {
        var prefix = find("PathPrefix").orElse("/");
        if (!prefix.matches("/[!-\\x7F]{0,511}")) {
            throw unsatisfied("PathPrefix", prefix, "Member must satisfy regular expression pattern");
        }
        return prefix;
    }

    int maxItems() {
        var text = find("MaxItems").orElse(Integer.toString(DEFAULT_ITEMS));
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_ITEMS) {
            throw unsatisfied("MaxItems", text, "Member must have value from 1 to " + MAX_ITEMS);
        }
        return Integer.parseInt(text);
    }

    List<String> namespaces() {
        var namespaces = new ArrayList<String>();
        for (var number = 1; values.containsKey("ServiceNamespaces.member." + number); number++) {
            namespaces.add(required("ServiceNamespaces.member." + number));
        }
        if (namespaces.isEmpty() || namespaces.size() > MAX_NAMESPACES) {
            throw unsatisfied(
                    "ServiceNamespaces", namespaces.size() + " items", "Member must have length from 1 to 200");
        }
        return namespaces;
    }

    static AwsException unsatisfied(String name, String value, String constraint) {
        return invalid("Value '" + value + "' at '" + lower(name) + "' failed to satisfy constraint: " + constraint);
    }

    private static AwsException invalid(String what) {
        return AwsException.badRequest("ValidationError", "1 validation error detected: " + what);
    }

    private static String lower(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
