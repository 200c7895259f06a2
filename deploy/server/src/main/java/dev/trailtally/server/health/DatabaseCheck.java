package dev.trailtally.server.health;

import dev.trailtally.server.database.Sql;
import dev.trailtally.server.health.Condition.Cause;
import dev.trailtally.server.health.Condition.Ready;
import dev.trailtally.server.health.Condition.Waiting;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database whether a service can work with it, on a connection of its own: with the pool's, a busy service would look
 * like one without a database. Every wait is bounded.
 */
final class DatabaseCheck implements AutoCloseable {

    /** The newest migration of this build. An older schema may lack what the services read. */
    static final int SCHEMA_VERSION = 6;

    private static final int CONNECT_SECONDS = 2;
    private static final int ANSWER_SECONDS = 3;

    private static final String LACKS = """
            select
              coalesce(string_agg(name, ', ' order by name) filter (where id is null), '') as missing,
              coalesce(
                string_agg(name, ', ' order by name) filter (where not has_table_privilege(id, 'select')), '') as forbidden,
              coalesce(has_table_privilege(cast(to_regclass('flyway_schema_history') as oid), 'select'), false) as versioned
            from (
              select name, cast(to_regclass(name) as oid) as id
              from unnest(:tables::text[]) needed (name)) found
            """;

    private static final String VERSION = """
            select coalesce(max(cast(split_part(version, '.', 1) as integer)), 0)
            from flyway_schema_history
            where success
            """;

    private final ServiceDatabase database;
    private @Nullable Connection connection;

    DatabaseCheck(ServiceDatabase database) {
        this.database = database;
    }

    ServiceDatabase database() {
        return database;
    }

    Condition check() {
        try {
            return check(connection());
        } catch (SQLException e) {
            close();
            return away(e);
        }
    }

    private Connection connection() throws SQLException {
        var known = connection;
        if (known == null || known.isClosed()) {
            known = connect();
            connection = known;
        }
        return known;
    }

    private Connection connect() throws SQLException {
        var pool = database.pool();
        var properties = new Properties();
        properties.putAll(pool.getDataSourceProperties());
        properties.setProperty("user", pool.getUsername());
        properties.setProperty("password", pool.getPassword() == null ? "" : pool.getPassword());
        properties.setProperty("ApplicationName", "trailtally-" + database.name() + "-health");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", String.valueOf(ANSWER_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(ANSWER_SECONDS));
        return DriverManager.getConnection(pool.getJdbcUrl(), properties);
    }

    private Condition check(Connection connection) throws SQLException {
        return Sql.of(LACKS)
                .with("tables", Sql.array("text", database.tables()))
                .one(connection, row -> condition(connection, row));
    }

    private Condition condition(Connection connection, ResultSet row) throws SQLException {
        var missing = row.getString("missing");
        var forbidden = row.getString("forbidden");
        if (!missing.isEmpty()) {
            return new Waiting(Cause.TABLES, "tables are missing: " + missing, "Run the migrator of this release.");
        }
        if (!forbidden.isEmpty()) {
            return new Waiting(
                    Cause.RIGHTS,
                    "the login " + database.pool().getUsername() + " may not read: " + forbidden,
                    "Grant it the role trailtally_" + database.name() + ".");
        }
        return row.getBoolean("versioned")
                ? ofVersion(Sql.of(VERSION).one(connection, version -> version.getInt(1)))
                : new Ready(false);
    }

    private static Condition ofVersion(int version) {
        return version < SCHEMA_VERSION
                ? new Waiting(
                        Cause.SCHEMA_VERSION,
                        "the schema has version " + version + ", and this release needs " + SCHEMA_VERSION,
                        "Run the migrator of this release.")
                : new Ready(version > SCHEMA_VERSION);
    }

    private Waiting away(SQLException e) {
        var setting = database.name().toUpperCase(Locale.ROOT) + "_DATABASE_";
        var state = String.valueOf(e.getSQLState());
        return state.startsWith("28")
                ? new Waiting(
                        Cause.LOGIN,
                        "the database refuses the login: " + text(e),
                        "Check " + setting + "USER and " + setting + "PASSWORD.")
                : new Waiting(
                        Cause.DATABASE,
                        "the database does not answer: " + text(e),
                        "Start PostgreSQL, or correct " + setting + "URL.");
    }

    private static String text(SQLException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\.+$", "");
    }

    @Override
    public void close() {
        var known = connection;
        connection = null;
        if (known != null) {
            try {
                known.close();
            } catch (SQLException e) {
                // It is broken, which is why it is closed.
            }
        }
    }
}
