package dev.trailtally.collector.permission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fills in parameters, conditions and the functions that the roles' templates use. */
final class TemplateValues {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w:]+)}");
    private static final Object NOTHING = new Object(); // what AWS::NoValue leaves

    private final Map<?, ?> definitions;
    private final Map<?, ?> conditions;
    private final Map<String, String> given;

    /**
     * The values of one stack.
     *
     * @param given parameters, and pseudo parameters such as "AWS::Partition"
     */
    TemplateValues(Map<?, ?> definitions, Map<?, ?> conditions, Map<String, String> given) {
        this.definitions = definitions;
        this.conditions = conditions;
        this.given = given;
    }

    static List<?> list(@Nullable Object oneOrMany) {
        return switch (oneOrMany) {
            case null -> List.of();
            case List<?> many -> many;
            default -> List.of(oneOrMany);
        };
    }

    Object fill(@Nullable Object node) {
        return switch (node) {
            case null -> throw new AssertionError("an empty value");
            case List<?> list -> filled(list);
            case Map<?, ?> map -> map.size() == 1 ? single(map) : filled(map);
            default -> node;
        };
    }

    private List<Object> filled(List<?> list) {
        var filled = new ArrayList<Object>();
        for (var each : list) {
            var value = fill(each);
            if (!value.equals(NOTHING)) {
                filled.add(value);
            }
        }
        return filled;
    }

    private Map<Object, Object> filled(Map<?, ?> map) {
        var filled = new LinkedHashMap<Object, Object>();
        map.forEach((key, each) -> {
            var value = fill(each);
            if (!value.equals(NOTHING)) {
                filled.put(key, value);
            }
        });
        return filled;
    }

    private Object single(Map<?, ?> map) {
        var function = String.valueOf(map.keySet().iterator().next());
        var argument = map.values().iterator().next();
        return switch (function) {
            case "Ref" -> value(String.valueOf(argument));
            case "Fn::Sub" -> substituted(argument);
            case "Fn::If" -> {
                var parts = (List<?>) argument;
                yield fill(parts.get(holds(parts.getFirst()) ? 1 : 2));
            }
            case "Fn::Join" -> {
                var parts = (List<?>) argument;
                yield String.join(
                        String.valueOf(parts.getFirst()),
                        list(fill(parts.getLast())).stream()
                                .map(String::valueOf)
                                .toList());
            }
            case "Fn::Split" -> {
                var parts = (List<?>) argument;
                yield List.of(text(parts.getLast()).split(Pattern.quote(String.valueOf(parts.getFirst())), -1));
            }
            case "Fn::Select" -> {
                var parts = (List<?>) argument;
                yield list(fill(parts.getLast())).get(Integer.parseInt(String.valueOf(parts.getFirst())));
            }
            default -> {
                if (function.startsWith("Fn::")) {
                    throw new AssertionError("a function that this test does not know: " + function);
                }
                yield filled(map);
            }
        };
    }

    private String text(@Nullable Object node) {
        return String.valueOf(fill(node));
    }

    private Object value(String name) {
        if (name.equals("AWS::NoValue")) {
            return NOTHING;
        }
        var definition = definitions.get(name) instanceof Map<?, ?> defined ? defined : Map.of();
        var value = given.containsKey(name) ? given.get(name) : definition.get("Default");
        if (value == null) {
            throw new AssertionError("no value for " + name);
        }
        return "CommaDelimitedList".equals(definition.get("Type"))
                ? List.of(String.valueOf(value).split(",", -1))
                : value;
    }

    private String substituted(@Nullable Object argument) {
        var parts = list(argument);
        var own = parts.size() > 1 ? (Map<?, ?>) parts.getLast() : Map.of();
        return VARIABLE.matcher(String.valueOf(parts.getFirst()))
                .replaceAll(found -> own.containsKey(found.group(1))
                        ? text(own.get(found.group(1)))
                        : String.valueOf(value(found.group(1))));
    }

    /** @param condition a name, or one of the functions of conditions */
    private boolean holds(@Nullable Object condition) {
        if (condition instanceof String name) {
            return holds(conditions.get(name));
        }
        if (!(condition instanceof Map<?, ?> map) || map.size() != 1) {
            throw new AssertionError("not a condition: " + condition);
        }
        var function = String.valueOf(map.keySet().iterator().next());
        var arguments = list(map.values().iterator().next());
        return switch (function) {
            case "Fn::Equals" -> fill(arguments.getFirst()).equals(fill(arguments.getLast()));
            case "Fn::Not" -> !holds(arguments.getFirst());
            case "Fn::And" -> arguments.stream().allMatch(this::holds);
            case "Fn::Condition" -> holds(arguments.getFirst());
            default -> throw new AssertionError("a condition that this test does not know: " + function);
        };
    }
}
