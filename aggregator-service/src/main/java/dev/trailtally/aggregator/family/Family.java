package dev.trailtally.aggregator.family;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A rollup family: events of an account, counted by category and a key. Families are declared here, once; the same statements
 * take them over from the collector's counts, merge them (package rollup) and recount them (package verification). The views
 * show calls: see is_call in the schema.
 *
 * @param name of its rows in table rollup
 * @param textKey the column of the key that is text; empty if there is none
 * @param keys the other columns of the key, which are numbers; one to three
 * @param condition which events have the key
 * @param monthly whether it is kept by month as well as by day
 */
public record Family(String name, String textKey, List<String> keys, String condition, boolean monthly) {

    private static final String EVERY_EVENT = "true";

    public static final List<Family> ALL = List.of(
            new Family("usage", "", List.of("region_ref", "action_ref", "error_code_ref"), EVERY_EVENT, true),
            new Family("error", "", List.of("action_ref", "error_code_ref"), "error_code_ref <> 0", true),
            new Family("service", "", List.of("event_source_ref"), EVERY_EVENT, true),
            new Family("principal", "", List.of("principal_ref"), EVERY_EVENT, true),
            new Family(
                    "principal_call", "", List.of("principal_ref", "action_ref", "error_code_ref"), EVERY_EVENT, true),
            new Family(
                    "principal_origin",
                    "",
                    List.of("principal_ref", "source_ip_ref", "user_agent_ref"),
                    EVERY_EVENT,
                    true),
            new Family("quarter_hour", "", List.of("quarter_hour"), EVERY_EVENT, false),
            new Family("access_key", "access_key_id", List.of("principal_ref"), "access_key_id <> ''", false),
            new Family("session", "session_name", List.of("principal_ref"), "session_name <> ''", false));

    public Family {
        keys = List.copyOf(keys);
    }

    /** Whether its counts add up to the number of events. */
    public boolean hasEveryEvent() {
        return condition.equals(EVERY_EVENT);
    }

    /** The columns of the key, each with the array of table rollup that has it, as the expressions of a select. */
    public String columns(String format, String delimiter) {
        var text = textKey.isEmpty() ? Stream.<String>empty() : Stream.of(format.formatted("text_key", textKey));
        var numbers = IntStream.range(0, keys.size())
                .mapToObj(place -> format.formatted("key_" + (place + 1), keys.get(place)));
        return Stream.concat(text, numbers).collect(joining(delimiter));
    }
}
