package dev.trailtally.schema;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** A migrated database of its own on the {@link TestServer}, dropped on close; with one login per service role. */
public final class TestDatabase implements AutoCloseable {

    /** The password of the logins "collector", "aggregator" and "report". */
    public static final String PASSWORD = "test";

    private static final String TEMPLATE =
            "trailtally_template_" + ProcessHandle.current().pid();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static boolean templateMigrated;

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new database with all migrations applied. */
    public static TestDatabase create() {
        migrateTemplateOnce();
        return create(TEMPLATE);
    }

    /** A new database without any table. */
    static TestDatabase empty() {
        return create("template0");
    }

    private static TestDatabase create(String template) {
        var name = "trailtally_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        TestServer.running().execute("postgres", "create database " + name + " template " + template);
        return new TestDatabase(name);
    }

    /** JDBC URL without credentials. */
    public String url() {
        return TestServer.running().url(name);
    }

    /** Properties that point the datasource of the service "collector", "aggregator" or "report" to this database. */
    public Map<String, Object> datasource(String login) {
        return Map.of(
                "datasources." + login + ".url", url(),
                "datasources." + login + ".username", login,
                "datasources." + login + ".password", PASSWORD);
    }

    /** A connection as the owner of the schema. */
    public Connection owner() throws SQLException {
        var server = TestServer.running();
        return DriverManager.getConnection(url(), server.user(), server.password());
    }

    /** A connection as "collector", "aggregator" or "report". */
    public Connection as(String login) throws SQLException {
        return DriverManager.getConnection(url(), login, PASSWORD);
    }

    @Override
    public void close() {
        TestServer.running().execute("postgres", "drop database " + name + " with (force)");
    }

    private static synchronized void migrateTemplateOnce() {
        if (templateMigrated) {
            return;
        }
        var server = TestServer.running();
        server.execute("postgres", "create database " + TEMPLATE);
        migrate(TEMPLATE);
        for (var login : new String[] {"collector", "aggregator", "report"}) {
            server.execute(
                    "postgres",
                    "create role " + login + " login password '" + PASSWORD + "' in role trailtally_" + login);
        }
        templateMigrated = true;
    }

    private static void migrate(String database) {
        var server = TestServer.running();
        var flyway = Flyway.configure().dataSource(server.url(database), server.user(), server.password());
        // As the migrator: otherwise, "create index concurrently" waits for the lock of its own Flyway.
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        flyway.load().migrate();
    }
}
