package dev.trailtally.aggregator.rollup;

import static java.util.stream.Collectors.joining;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.aggregator.family.Family.Grain;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The statements that add fresh events to a family: they are counted by day, and the counts are added to its tables. Adding
 * is exact because a transaction adds what it marks in the ledger, once, and the account's claim keeps other writers out.
 */
final class FamilySql {

    private static final String COUNTED = """
            select {source_keys}
              sum(event_count)::bigint as event_count,
              sum(failed_count)::bigint as failed_count,
              min(first_event_time) as first_event_time,
              max(last_event_time) as last_event_time
            from {source}
            where {condition}
            group by {places}
            """;

    /** Kept by the connection, emptied by every commit. */
    private static final String DELTA_TABLE = """
            create temporary table if not exists delta_{name} on commit delete rows as
            {counted}
            with no data
            """;

    private static final String DELTA = """
            insert into delta_{name}
            {counted}
            """;

    // An update with a hash join and an insert of the rest: see RATIONALE.md.
    private static final String ADD = """
            with delta as materialized (
              select {bucket_of_day} as {columns},
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from delta_{name}
              group by {columns}
            ),
            grown as (
              update {table} r
              set
                event_count = r.event_count + d.event_count,
                failed_count = r.failed_count + d.failed_count,
                first_event_time = least(r.first_event_time, d.first_event_time),
                last_event_time = greatest(r.last_event_time, d.last_event_time)
              from delta d
              where r.account_id = :account_id
              and r.{bucket} = any (array(select {bucket} from delta group by {bucket}))
              and ({r_columns}) = ({d_columns})
              returning {r_columns}
            )
            insert into {table} (
              account_id, {columns}, event_count, failed_count, first_event_time, last_event_time
            )
            select :account_id, {columns}, event_count, failed_count, first_event_time, last_event_time
            from delta d
            where not exists (
              select
              from grown g
              where ({g_columns}) = ({d_columns})
            )
            order by {columns}
            """;

    private static final String NUMBERED = """
            select
              :account_id,
              '{name}',
              '{bucket}',
              bucket,
              {run},
              part,
              array_agg(key_1 order by key_1, key_2, key_3),
              array_agg(key_2 order by key_1, key_2, key_3),
              array_agg(key_3 order by key_1, key_2, key_3),
              array_agg(event_count order by key_1, key_2, key_3),
              array_agg(failed_count order by key_1, key_2, key_3),
              array_agg(first_second order by key_1, key_2, key_3),
              array_agg(last_second order by key_1, key_2, key_3)
            from (
              select
                *,
                ((row_number() over (partition by bucket order by key_1, key_2, key_3) - 1) / 4096)::integer as part
              from counted
            ) numbered
            group by bucket, part
            """;

    private static final String ADD_RUN = """
            insert into rollup (
              account_id, family, grain, bucket, run, part, key_1, key_2, key_3, event_counts, failed_counts,
              first_seconds, last_seconds
            )
            with counted as (
              select
                {bucket_of_day} as bucket,
                {array_keys},
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                extract(epoch from min(first_event_time) - ({bucket_of_day})::timestamp at time zone 'UTC')::integer as first_second,
                extract(epoch from max(last_event_time) - ({bucket_of_day})::timestamp at time zone 'UTC')::integer as last_second
              from delta_{name}
              group by {bucket_of_day}, key_1, key_2, key_3
            )
            {numbered}
            """;

    // Runs that are merged lie in the buckets of the delta: others have not grown.
    private static final String MERGE_RUNS = """
            with crowded as (
              select bucket
              from rollup
              where account_id = :account_id
              and family = '{name}'
              and grain = '{bucket}'
              and bucket = any (array(select {bucket_of_day} from delta_{name} group by 1))
              and part = 0
              group by bucket
              having count(*) > 8
            ),
            run as (
              delete from rollup
              where account_id = :account_id
              and family = '{name}'
              and grain = '{bucket}'
              and bucket = any (array(select bucket from crowded))
              returning bucket, key_1, key_2, key_3, event_counts, failed_counts, first_seconds, last_seconds
            ),
            counted as (
              select
                bucket,
                k.key_1,
                k.key_2,
                k.key_3,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                min(first_second) as first_second,
                max(last_second) as last_second
              from run r
              cross join lateral unnest(
                r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.last_seconds
              ) k (key_1, key_2, key_3, event_count, failed_count, first_second, last_second)
              group by bucket, k.key_1, k.key_2, k.key_3
            )
            insert into rollup (
              account_id, family, grain, bucket, run, part, key_1, key_2, key_3, event_counts, failed_counts,
              first_seconds, last_seconds
            )
            {numbered}
            """;

    private static final String ADD_WHOLE = """
            insert into {table} as r (
              account_id, {columns}, event_count, failed_count, first_event_time, last_event_time
            )
            select :account_id, counted.*
            from (
            {counted}
            ) counted
            order by {columns}
            on conflict (account_id, {columns}) do update
            set
              event_count = r.event_count + excluded.event_count,
              failed_count = r.failed_count + excluded.failed_count,
              first_event_time = least(r.first_event_time, excluded.first_event_time),
              last_event_time = greatest(r.last_event_time, excluded.last_event_time)
            """;

    private static final int ARRAY_KEYS = 3;

    private final List<Sql> workspace;
    private final List<Sql> statements;

    private FamilySql(List<Sql> workspace, List<Sql> statements) {
        this.workspace = workspace;
        this.statements = statements;
    }

    static FamilySql of(List<Family> families) {
        var workspace = new ArrayList<Sql>();
        var statements = new ArrayList<Sql>();
        for (var family : families) {
            if (family.has(Grain.WHOLE)) {
                statements.add(sql(ADD_WHOLE, family, Grain.WHOLE));
                continue;
            }
            workspace.add(sql(DELTA_TABLE, family, Grain.DAY));
            statements.add(sql(DELTA, family, Grain.DAY));
            family.rows().forEach(grain -> statements.add(sql(ADD, family, grain)));
            for (var grain : family.arrays()) {
                statements.add(sql(ADD_RUN.replace("{numbered}", NUMBERED.replace("{run}", ":run")), family, grain));
                statements.add(sql(MERGE_RUNS.replace("{numbered}", NUMBERED.replace("{run}", "0")), family, grain));
            }
        }
        return new FamilySql(workspace, statements);
    }

    /** Makes the temporary tables. */
    void prepare(Connection connection) throws SQLException {
        for (var sql : workspace) {
            sql.run(connection, Map.of());
        }
    }

    void add(Connection connection, Map<String, ?> values) throws SQLException {
        for (var sql : statements) {
            sql.run(connection, values);
        }
    }

    private static Sql sql(String template, Family family, Grain grain) {
        return new Sql(template.replace("{counted}", counted(family, grain))
                .replace("{name}", family.name())
                .replace("{table}", family.table(grain))
                .replace("{bucket_of_day}", grain.ofDay())
                .replace("{array_keys}", arrayKeys(family))
                .replace("{bucket}", grain.bucket())
                .replace("{columns}", family.columns(grain, ""))
                .replace("{r_columns}", family.columns(grain, "r."))
                .replace("{d_columns}", family.columns(grain, "d."))
                .replace("{g_columns}", family.columns(grain, "g.")));
    }

    /** A key of fewer than three columns ends in zeros. */
    private static String arrayKeys(Family family) {
        return IntStream.rangeClosed(1, ARRAY_KEYS)
                .mapToObj(place -> (place > family.keys().size()
                                ? "0"
                                : family.keys().get(place - 1).column()) + " as key_" + place)
                .collect(joining(", "));
    }

    private static String counted(Family family, Grain grain) {
        var keys = family.keys().stream()
                .map(key -> key.expression() + " as " + key.column())
                .toList();
        var columns = new ArrayList<String>();
        if (grain != Grain.WHOLE) {
            columns.add("day");
        }
        columns.addAll(keys);
        var places = new ArrayList<String>();
        for (int place = 1; place <= columns.size(); place++) {
            places.add(String.valueOf(place));
        }
        return COUNTED.replace(
                        "{source_keys}",
                        columns.stream().map(column -> column + ",").collect(joining(" ")))
                .replace("{source}", family.source())
                .replace("{condition}", family.condition())
                .replace("{places}", String.join(", ", places));
    }
}
