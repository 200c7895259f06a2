package dev.trailtally.migrator;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** The tables and logins of one database, as its owner. Running it again changes nothing. */
public final class Migrations {

    /** The services; each has a group role trailtally_&lt;service&gt; that may do what the service needs. */
    public static final List<String> SERVICES = List.of("collector", "aggregator", "report");

    private final String url;
    private final String user;
    private final String password;

    /**
     * @param url JDBC URL without credentials
     * @param user a login that may create tables and roles
     */
    public Migrations(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /**
     * Applies the migrations that are missing.
     *
     * @return how many were applied
     * @throws FormerSchemaException if the tables are those of before the first release
     * @throws org.flywaydb.core.api.FlywayException if one failed, or the tables are newer than this release
     */
    public int migrate() throws SQLException {
        var flyway = flyway();
        // Until the first release, migrations are changed instead of added to.
        if (Arrays.stream(flyway.info().applied())
                .anyMatch(migration -> migration.getState().isResolved() && !migration.isChecksumMatching())) {
            throw new FormerSchemaException(url);
        }
        return flyway.migrate().migrationsExecuted;
    }

    /** The newest migration that is applied; empty if there is none. */
    public String version() {
        var current = flyway().info().current();
        return current == null ? "" : String.valueOf(current.getVersion());
    }

    /** Creates a service's login, or gives it this password. The password never gets into PostgreSQL's log of statements. */
    public void createLogin(String service, String login, String loginPassword) throws SQLException {
        try (var connection = open()) {
            connection.setAutoCommit(false);
            bind(connection, service, login, loginPassword);
            try (var statement = connection.createStatement()) {
                statement.execute("""
                        do $$
                        declare
                          login text := current_setting('trailtally.login');
                          service_role text := 'trailtally_' || current_setting('trailtally.service');
                        begin
                          if not exists (select from pg_roles where rolname = login) then
                            execute format('create role %I login', login);
                          end if;
                          execute format('alter role %I password %L', login, current_setting('trailtally.password'));
                          if not pg_has_role(login, service_role, 'member') then
                            execute format('grant %I to %I', service_role, login);
                          end if;
                        end
                        $$
                        """);
            }
            connection.commit();
        }
    }

    /** Whether a login exists that has the group role of the service. */
    public boolean hasLogin(String service, String login) throws SQLException {
        try (var connection = open();
                var find = connection.prepareStatement("""
                        select
                        from pg_roles
                        where rolname = ?
                        and rolcanlogin
                        and pg_has_role(rolname, ?, 'member')
                        """)) {
            find.setString(1, login);
            find.setString(2, "trailtally_" + service);
            return find.executeQuery().next();
        }
    }

    /** Asks the server for anything. */
    void ping() throws SQLException {
        open().close();
    }

    // A do block takes no binds, a setting does.
    private static void bind(Connection connection, String service, String login, String password) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select
                  set_config('trailtally.service', ?, true),
                  set_config('trailtally.login', ?, true),
                  set_config('trailtally.password', ?, true)
                """)) {
            statement.setString(1, service);
            statement.setString(2, login);
            statement.setString(3, password);
            statement.executeQuery();
        }
    }

    private Flyway flyway() {
        var configuration = Flyway.configure().dataSource(url, user, password);
        // A lock that is held by a transaction would keep "create index concurrently" waiting for its own migrator,
        // forever.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
