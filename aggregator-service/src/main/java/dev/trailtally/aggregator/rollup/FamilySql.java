package dev.trailtally.aggregator.rollup;

import static java.util.stream.Collectors.joining;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.aggregator.family.Family.Grain;
import dev.trailtally.aggregator.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
            if (family.grains().contains(Grain.WHOLE)) {
                statements.add(sql(ADD_WHOLE, family, Grain.WHOLE));
                continue;
            }
            workspace.add(sql(DELTA_TABLE, family, Grain.DAY));
            statements.add(sql(DELTA, family, Grain.DAY));
            family.grains().forEach(grain -> statements.add(sql(ADD, family, grain)));
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
                .replace("{bucket_of_day} as {columns}", grain.ofDay() + " as " + family.columns(grain, ""))
                .replace("{bucket}", grain.bucket())
                .replace("{columns}", family.columns(grain, ""))
                .replace("{r_columns}", family.columns(grain, "r."))
                .replace("{d_columns}", family.columns(grain, "d."))
                .replace("{g_columns}", family.columns(grain, "g.")));
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
        return COUNTED.replace("{source_keys}", columns.stream().map(column -> column + ",").collect(joining(" ")))
                .replace("{source}", family.source())
                .replace("{condition}", family.condition())
                .replace("{places}", String.join(", ", places));
    }
}
