package dev.trailtally.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.TreeMap;

/**
 * What a service can depend on in a database, as PostgreSQL describes it. Partitions are left out: services make them.
 *
 * @param relations tables, views and sequences by name, each with its kind
 * @param columns by "relation.column"
 * @param constraints by "relation.constraint"; not those of not null, which are in the columns
 * @param indexes by name, each with its definition
 * @param functions by signature, each with its arguments and what it returns
 * @param triggers by "relation.trigger", each with its definition
 * @param grants to anybody but the owner, such as "select on table event to trailtally_report"
 * @param files the number of the file that holds a table's rows, by the table's name: another one means that it was rewritten
 */
record Catalog(
        TreeMap<String, String> relations,
        TreeMap<String, Column> columns,
        TreeMap<String, String> constraints,
        TreeMap<String, String> indexes,
        TreeMap<String, String> functions,
        TreeMap<String, String> triggers,
        TreeMap<String, String> grants,
        TreeMap<String, String> files) {

    private static final String RELATIONS = """
            select relname, case relkind when 'v' then 'view' when 'm' then 'view' when 'S' then 'sequence' else 'table' end
            from pg_class
            where relnamespace = 'public'::regnamespace
            and relkind in ('r', 'p', 'v', 'm', 'S')
            and not relispartition
            and relname <> 'flyway_schema_history'
            """;

    private static final String COLUMNS = """
            select
              relname || '.' || attname,
              format_type(atttypid, atttypmod),
              attnotnull,
              coalesce(pg_get_expr(adbin, adrelid), '') || case when attidentity <> '' then 'identity' else '' end,
              attgenerated <> ''
            from pg_attribute
            join pg_class on pg_class.oid = attrelid
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where relnamespace = 'public'::regnamespace
            and relkind in ('r', 'p', 'v', 'm')
            and not relispartition
            and relname <> 'flyway_schema_history'
            and attnum > 0
            and not attisdropped
            """;

    private static final String CONSTRAINTS = """
            select conrelid::regclass || '.' || conname, pg_get_constraintdef(pg_constraint.oid)
            from pg_constraint
            join pg_class on pg_class.oid = conrelid
            where connamespace = 'public'::regnamespace
            and contype in ('c', 'f', 'p', 'u', 'x')
            and not relispartition
            and relname <> 'flyway_schema_history'
            """;

    private static final String INDEXES = """
            select indexrelid::regclass::text, pg_get_indexdef(indexrelid)
            from pg_index
            join pg_class on pg_class.oid = indrelid
            where relnamespace = 'public'::regnamespace
            and not relispartition
            and relname <> 'flyway_schema_history'
            and not exists (select from pg_constraint where conindid = indexrelid)
            """;

    private static final String FUNCTIONS = """
            select
              case prokind when 'p' then 'procedure ' else 'function ' end || oid::regprocedure,
              format(
                '(%s) returns %s%s',
                pg_get_function_arguments(oid),
                coalesce(pg_get_function_result(oid), 'nothing'),
                case when prosecdef then ', with the rights of its owner' else '' end)
            from pg_proc
            where pronamespace = 'public'::regnamespace
            """;

    private static final String TRIGGERS = """
            select tgrelid::regclass || '.' || tgname, pg_get_triggerdef(pg_trigger.oid)
            from pg_trigger
            join pg_class on pg_class.oid = tgrelid
            where relnamespace = 'public'::regnamespace
            and not relispartition
            and not tgisinternal
            union all
            select relname || '.row level security', 'enabled'
            from pg_class
            where relnamespace = 'public'::regnamespace
            and relrowsecurity
            """;

    private static final String GRANTS = """
            select lower(privilege_type) || ' on ' || what || ' to ' || case grantee when 0 then 'public' else grantee::regrole::text end, ''
            from (
              select (case relkind when 'S' then 'sequence ' else 'table ' end) || relname as what, relowner as owner, relacl as acl
              from pg_class
              where relnamespace = 'public'::regnamespace
              and not relispartition
              union all
              select 'column ' || relname || '.' || attname, relowner, attacl
              from pg_attribute
              join pg_class on pg_class.oid = attrelid
              where relnamespace = 'public'::regnamespace
              and not relispartition
              union all
              select 'function ' || oid::regprocedure, proowner, coalesce(proacl, acldefault('f', proowner))
              from pg_proc
              where pronamespace = 'public'::regnamespace
              union all
              select 'schema ' || nspname, nspowner, nspacl
              from pg_namespace
              where nspname = 'public'
            ) granted
            cross join lateral aclexplode(acl)
            where grantee <> owner
            """;

    private static final String FILES = """
            select relname, relfilenode
            from pg_class
            where relnamespace = 'public'::regnamespace
            and relkind = 'r'
            and relname <> 'flyway_schema_history'
            """;

    /**
     * A column of a table or view.
     *
     * @param type with its modifiers, such as "character varying(10)"
     * @param mandatory whether null is refused
     * @param standard its default as an expression, or "identity"; empty if there is none
     * @param generated whether it is computed, so that nobody can write it
     */
    record Column(String type, boolean mandatory, String standard, boolean generated) {}

    static Catalog read(Connection connection) throws SQLException {
        return new Catalog(
                pairs(connection, RELATIONS),
                columns(connection),
                pairs(connection, CONSTRAINTS),
                pairs(connection, INDEXES),
                pairs(connection, FUNCTIONS),
                pairs(connection, TRIGGERS),
                pairs(connection, GRANTS),
                pairs(connection, FILES));
    }

    /** The table or view that a key such as "relation.column" belongs to. */
    static String relation(String key) {
        return key.substring(0, key.indexOf('.'));
    }

    private static TreeMap<String, Column> columns(Connection connection) throws SQLException {
        var columns = new TreeMap<String, Column>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                columns.put(
                        rows.getString(1),
                        new Column(rows.getString(2), rows.getBoolean(3), rows.getString(4), rows.getBoolean(5)));
            }
        }
        return columns;
    }

    private static TreeMap<String, String> pairs(Connection connection, String sql) throws SQLException {
        var pairs = new TreeMap<String, String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }
}
