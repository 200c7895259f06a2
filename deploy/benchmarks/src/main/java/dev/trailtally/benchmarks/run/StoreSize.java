package dev.trailtally.benchmarks.run;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How much space PostgreSQL takes, tables with their indexes, in bytes.
 *
 * @param events event segments, original ids and raw JSON
 * @param rollups tables of reports
 * @param dictionaries text that repeats
 * @param everything the whole database, including its catalog
 * @param version of PostgreSQL
 */
public record StoreSize(long events, long rollups, long dictionaries, long everything, String version) {

    private static final String SQL = """
            select
              coalesce(sum(pg_total_relation_size(oid)) filter (where relname ~ '^event' and relname <> 'event_source'), 0),
              coalesce(sum(pg_total_relation_size(oid)) filter (
                where relname in ('rollup', 'sighting', 'rollup_account')), 0),
              coalesce(sum(pg_total_relation_size(oid)) filter (
                where relname in
                  ('region', 'action', 'error_code', 'principal', 'principal_key', 'source_ip', 'user_agent',
                   'event_source')), 0),
              pg_database_size(current_database()),
              current_setting('server_version')
            from pg_class
            where relnamespace = 'public'::regnamespace
            and relkind in ('r', 'p')
            """;

    static StoreSize of(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(SQL)) {
            row.next();
            return new StoreSize(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5));
        }
    }
}
