package dev.trailtally.aggregator.family;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/**
 * A rollup family: calls of an account (the events for which is_call in the schema says so), counted by a key. Families
 * are declared here, once; the same statements fill (package rollup) and recount (package verification) all of them.
 *
 * @param name of its tables, with the grain behind it
 * @param keys columns of the key, each with the expression that gives it; the expression is the column unless stated
 * @param source what is counted: rows of a table, with the columns day, event_count, failed_count, first_event_time and
 *     last_event_time
 * @param condition which rows of the source have the key
 * @param rows its tables with a row a key; none of these and of the arrays if it is only a source of others
 * @param arrays its grains in table rollup, which has an array for each column of many keys
 */
public record Family(
        String name, List<Key> keys, String source, String condition, List<Grain> rows, List<Grain> arrays) {

    /** A column of the key. */
    public record Key(String column, String expression) {

        private static Key of(String column) {
            return new Key(column, column);
        }
    }

    /** How long the buckets of a table are. */
    public enum Grain {
        DAY("day", "day"),
        MONTH("month", "date_trunc('month', day::timestamp)::date"),
        /** All time; if there are buckets, they are part of the key. */
        WHOLE("", "");

        private final String bucket;
        private final String ofDay;

        Grain(String bucket, String ofDay) {
            this.bucket = bucket;
            this.ofDay = ofDay;
        }

        /** The column of the bucket. */
        public String bucket() {
            return bucket;
        }

        /** The bucket of the column day. */
        public String ofDay() {
            return ofDay;
        }
    }

    private static final String EVENTS = """
            (
              select
                *,
                1 as event_count,
                failed::integer as failed_count,
                event_time as first_event_time,
                event_time as last_event_time
              from fresh_event
            ) e""";
    /** What the families of calls count. */
    private static final String CALLS =
            EVENTS.replace("from fresh_event", "from fresh_event\n  where is_call(category)");

    private static final List<Grain> NONE = List.of();
    private static final List<Grain> DAY_AND_MONTH = List.of(Grain.DAY, Grain.MONTH);

    private static final Family USAGE =
            new Family("usage", keys("region_ref", "action_ref", "error_code_ref"), CALLS, "true", NONE, DAY_AND_MONTH);
    private static final Family ERROR = new Family(
            "error", keys("action_ref", "error_code_ref"), "delta_usage", "error_code_ref <> 0", DAY_AND_MONTH, NONE);
    private static final Family PRINCIPAL_CALL = new Family(
            "principal_call",
            keys("principal_ref", "action_ref", "error_code_ref"),
            CALLS,
            "true",
            List.of(Grain.MONTH),
            List.of(Grain.DAY));
    // What mostly occurs together is counted once, for the families that follow.
    private static final Family ORIGIN = new Family(
            "origin",
            keys("principal_ref", "session_name", "access_key_id", "source_ip_ref", "user_agent_ref"),
            CALLS,
            "true",
            NONE,
            NONE);
    private static final Family PRINCIPAL_ORIGIN = new Family(
            "principal_origin",
            keys("principal_ref", "source_ip_ref", "user_agent_ref"),
            "delta_origin",
            "true",
            NONE,
            DAY_AND_MONTH);
    private static final Family ACCESS_KEY = new Family(
            "access_key",
            keys("access_key_id", "principal_ref"),
            "delta_origin",
            "access_key_id <> ''",
            List.of(Grain.DAY),
            NONE);
    private static final Family PRINCIPAL =
            new Family("principal", keys("principal_ref"), "delta_origin", "true", DAY_AND_MONTH, NONE);
    private static final Family ACCOUNT =
            new Family("account", List.of(), "delta_principal", "true", List.of(Grain.DAY), NONE);
    private static final Family CATEGORY =
            new Family("category", keys("category"), EVENTS, "true", DAY_AND_MONTH, NONE);
    private static final Family ACCOUNT_QUARTER_HOUR = new Family(
            "account_quarter_hour",
            List.of(new Key("quarter_hour", "date_bin('15 minutes', event_time, '2000-01-01 00:00:00+00')")),
            CALLS,
            "true",
            List.of(Grain.WHOLE),
            NONE);
    private static final Family SERVICE = new Family(
            "service", List.of(new Key("event_source_ref", "coalesce(s.id, 0)")), """
            delta_usage
            left join action a on a.id = action_ref
            left join event_source s on s.event_source = a.event_source""", "true", DAY_AND_MONTH, NONE);
    private static final Family SIGHTING = new Family(
            "sighting",
            keys("kind", "value_ref", "value"),
            """
            (
              select
                s.*,
                o.event_count,
                o.failed_count,
                o.first_event_time,
                o.last_event_time
              from delta_origin o
              join principal p on p.id = o.principal_ref
              join principal_key k on k.principal_key = p.principal_key
              cross join lateral (
                values
                  ('source_ip', o.source_ip_ref, ''), ('user_agent', o.user_agent_ref, ''), ('principal', k.id, ''),
                  ('access_key', 0, o.access_key_id), ('session', 0, o.session_name)
              ) s (kind, value_ref, value)
              union all
              select 'region', region_ref, '', event_count, failed_count, first_event_time, last_event_time
              from delta_usage
              union all
              select 'event_source', event_source_ref, '', event_count, failed_count, first_event_time, last_event_time
              from delta_service
            ) s""",
            "(value_ref <> 0 or value <> '')",
            List.of(Grain.WHOLE),
            NONE);

    /** In the order in which they are counted: each behind its source. */
    public static final List<Family> OF_EVENTS = List.of(
            USAGE,
            ERROR,
            PRINCIPAL_CALL,
            ORIGIN,
            PRINCIPAL_ORIGIN,
            ACCESS_KEY,
            PRINCIPAL,
            ACCOUNT,
            CATEGORY,
            ACCOUNT_QUARTER_HOUR);

    /** The same for those that need dictionaries, which are filled between. */
    public static final List<Family> OF_DICTIONARIES = List.of(SERVICE, SIGHTING);

    /** All that have tables by day or month. */
    public static final List<Family> BUCKETED = Stream.concat(OF_EVENTS.stream(), OF_DICTIONARIES.stream())
            .filter(family -> family.has(Grain.DAY))
            .toList();

    public Family {
        keys = List.copyOf(keys);
        rows = List.copyOf(rows);
        arrays = List.copyOf(arrays);
    }

    /** Whether it counts events of every category; all others count calls. */
    public boolean countsAllEvents() {
        return source.equals(EVENTS);
    }

    /** Whether it is kept by the grain. */
    public boolean has(Grain grain) {
        return rows.contains(grain) || arrays.contains(grain);
    }

    /** The table of a grain, or the view of its arrays. */
    public String table(Grain grain) {
        return grain == Grain.WHOLE ? name : name + "_" + grain.bucket();
    }

    /** The columns of a grain's key behind account_id, separated by commas. */
    public String columns(Grain grain, String prefix) {
        var columns = keys.stream().map(Key::column);
        return (grain == Grain.WHOLE ? columns : Stream.concat(Stream.of(grain.bucket()), columns))
                .map(column -> prefix + column)
                .collect(joining(", "));
    }

    private static List<Key> keys(String... columns) {
        return Stream.of(columns).map(Key::of).toList();
    }
}
