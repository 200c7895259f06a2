package dev.trailtally.aggregator.family;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A rollup family: events of an account, counted by category and a key. Families are declared here, once; the same statements
 * fill (package rollup) and recount (package verification) all of them. The views show calls: see is_call in the schema.
 *
 * @param name of its rows in table rollup
 * @param textKey the column of the key that is text; empty if there is none
 * @param keys the other columns of the key, which are numbers; one to three in table rollup
 * @param source what is counted: rows with the columns of the key, category, day, event_count, failed_count, first_second
 *     and last_second; empty for fresh events, which all families without a source count in one pass
 * @param condition which rows of the source have the key
 * @param monthly whether it is kept by month as well as by day
 */
public record Family(String name, String textKey, List<String> keys, String source, String condition, boolean monthly) {

    private static final String EVENTS = "";

    private static final Family USAGE =
            new Family("usage", "", List.of("region_ref", "action_ref", "error_code_ref"), EVENTS, "true", true);
    private static final Family ERROR = new Family(
            "error", "", List.of("action_ref", "error_code_ref"), USAGE.counted(), "error_code_ref <> 0", true);
    private static final Family PRINCIPAL_CALL = new Family(
            "principal_call", "", List.of("principal_ref", "action_ref", "error_code_ref"), EVENTS, "true", true);
    private static final Family PRINCIPAL =
            new Family("principal", "", List.of("principal_ref"), PRINCIPAL_CALL.counted(), "true", true);
    private static final Family QUARTER_HOUR =
            new Family("quarter_hour", "", List.of("quarter_hour"), EVENTS, "true", false);

    /** What mostly occurs together, counted once for the families that are made of it; not kept. */
    private static final Family ORIGIN = new Family(
            "origin",
            "",
            List.of("principal_ref", "source_ip_ref", "user_agent_ref", "session_number", "access_key_number"),
            EVENTS,
            "true",
            false);

    private static final Family PRINCIPAL_ORIGIN = new Family(
            "principal_origin",
            "",
            List.of("principal_ref", "source_ip_ref", "user_agent_ref"),
            ORIGIN.counted(),
            "true",
            true);
    private static final Family ACCESS_KEY = new Family(
            "access_key",
            "access_key_id",
            List.of("principal_ref"),
            ORIGIN.counted("access_key_number", "access_key_id"),
            "access_key_id <> ''",
            false);
    private static final Family SESSION = new Family(
            "session",
            "session_name",
            List.of("principal_ref"),
            ORIGIN.counted("session_number", "session_name"),
            "session_name <> ''",
            false);
    private static final Family SERVICE =
            new Family("service", "", List.of("event_source_ref"), """
            (
              select u.*, coalesce(s.id, 0) as event_source_ref
              from %s
              left join action a on a.id = u.action_ref
              left join event_source s on s.event_source = a.event_source
            ) s""".formatted(USAGE.counted()), "true", true);

    /** What is counted of the fresh events themselves. */
    public static final List<Family> OF_EVENTS = List.of(USAGE, PRINCIPAL_CALL, QUARTER_HOUR, ORIGIN);

    /** What is made of these counts. */
    public static final List<Family> OF_COUNTS = List.of(ERROR, PRINCIPAL, PRINCIPAL_ORIGIN, ACCESS_KEY, SESSION);

    /** The same for those that need dictionaries, which are filled between. */
    public static final List<Family> OF_DICTIONARIES = List.of(SERVICE);

    public static final List<Family> COUNTED = Stream.of(OF_EVENTS, OF_COUNTS, OF_DICTIONARIES)
            .flatMap(List::stream)
            .toList();

    /** Those of table rollup. */
    public static final List<Family> ALL =
            COUNTED.stream().filter(family -> !family.equals(ORIGIN)).toList();

    public Family {
        keys = List.copyOf(keys);
    }

    /** The columns of the key, each with the array of table rollup that has it, as the expressions of a select. */
    public String columns(String format, String delimiter) {
        var text = textKey.isEmpty() ? Stream.<String>empty() : Stream.of(format.formatted("text_key", textKey));
        var numbers = IntStream.range(0, keys.size())
                .mapToObj(place -> format.formatted("key_" + (place + 1), keys.get(place)));
        return Stream.concat(text, numbers).collect(joining(delimiter));
    }

    /** What it counted of the fresh events, as the source of another family. */
    private String counted() {
        return """
            (
              select category, day, %s, event_count, failed_count, first_second, last_second
              from delta
              where family = '%s'
            ) u""".formatted(columns("%1$s as %2$s", ", "), name);
    }

    /** The same with the text of a number. */
    private String counted(String number, String text) {
        return """
            (
              select u.*, t.text as %s
              from %s
              join fresh_text t on t.number = u.%s
            ) t""".formatted(text, counted(), number);
    }
}
