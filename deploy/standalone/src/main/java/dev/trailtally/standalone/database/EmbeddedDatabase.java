package dev.trailtally.standalone.database;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server from embedded binaries with the migrated database and one login for each service. */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String SUPERUSER = "postgres";
    private static final String NAME = "trailtally";
    private static final List<String> SERVICES = List.of("collector", "aggregator", "report");
    private static final Duration START_PATIENCE = Duration.ofMinutes(2); // recovery after a crash reads up to 4 GB

    private final DatabaseFolder folder;
    private final EmbeddedPostgres server;
    private final ProcessHandle process;
    private final String superuserPassword;
    private final Map<String, String> passwords = new TreeMap<>();

    private EmbeddedDatabase(
            DatabaseFolder folder, EmbeddedPostgres server, ProcessHandle process, String superuserPassword) {
        this.folder = folder;
        this.server = server;
        this.process = process;
        this.superuserPassword = superuserPassword;
        for (var service : SERVICES) {
            passwords.put(service, DatabaseFolder.randomPassword());
        }
    }

    /**
     * Starts the server and brings its schema up to date.
     *
     * @param keep the folder that keeps the database; null for one that is gone after close
     * @throws DatabaseFolderException where the folder cannot be used
     */
    public static EmbeddedDatabase start(@Nullable Path keep) throws IOException {
        var folder = keep == null ? DatabaseFolder.temporary(CacheFolder.path()) : DatabaseFolder.keep(keep);
        try {
            return start(folder);
        } catch (IOException | RuntimeException e) {
            closeAfter(e, folder);
            throw e;
        }
    }

    /** JDBC URL without credentials. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    /** JDBC URL with the superuser's credentials. */
    public String superuserUrl() {
        return url() + "?user=" + SUPERUSER + "&password=" + superuserPassword;
    }

    /** The password of a service's login, which is named like the service and new with each start. */
    public String password(String service) {
        var password = passwords.get(service);
        if (password == null) {
            throw new IllegalArgumentException("no login for service " + service);
        }
        return password;
    }

    /** The id of PostgreSQL's main process. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            stop(server, process);
        }
    }

    private static EmbeddedDatabase start(DatabaseFolder folder) throws IOException {
        var password = folder.prepare();
        var server = startServer(folder, password);
        var process = new Postmaster(folder.postgresFolder())
                .find()
                .orElseThrow(() -> new IOException("PostgreSQL is not running; see " + folder.log()));
        try {
            var database = new EmbeddedDatabase(folder, server, process, password);
            database.migrate();
            folder.markReady();
            return database;
        } catch (SQLException e) {
            stop(server, process);
            throw new IOException("the database could not be set up: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            stop(server, process);
            throw e;
        }
    }

    private static EmbeddedPostgres startServer(DatabaseFolder folder, String password) throws IOException {
        var programs = CacheFolder.programs();
        // The library looks for abandoned servers there, by default in a folder that all users can write to.
        System.setProperty("ot.epg.working-dir", programs.toString());
        var log = Redirect.appendTo(folder.log().toFile());
        var builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(programs.toFile())
                .setDataDirectory(folder.postgresFolder())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setPGStartupWait(START_PATIENCE)
                .setConnectConfig("password", password)
                // These become options of initdb: no moment without a password, the same order of text everywhere.
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", folder.passwordFile().toString())
                .setLocaleConfig("locale", "C");
        settings(folder.kept()).forEach(builder::setServerConfig);
        try {
            return builder.start();
        } catch (IOException | RuntimeException e) {
            new Postmaster(folder.postgresFolder()).stopOrphan();
            throw new IOException("PostgreSQL did not start: " + lastLines(folder.log()), e);
        }
    }

    private static Map<String, String> settings(boolean kept) {
        var settings = new TreeMap<String, String>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("fsync", kept ? "on" : "off");
        settings.put("full_page_writes", kept ? "on" : "off");
        settings.put("synchronous_commit", "off");
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("max_wal_size", "4GB");
        settings.put("checkpoint_timeout", "30min");
        settings.put("shared_buffers", sharedMebibytes() + "MB");
        settings.put("work_mem", "64MB");
        settings.put("maintenance_work_mem", "256MB");
        settings.put("max_connections", "60");
        settings.put("max_locks_per_transaction", "256"); // one for each day partition that a statement touches
        settings.put("random_page_cost", "1.1");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        return settings;
    }

    private static long sharedMebibytes() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var eighth = machine.getTotalMemorySize() / 8 / 1024 / 1024;
        return Math.clamp(eighth, 32, 512);
    }

    private void migrate() throws SQLException {
        try (var connection = connect("postgres")) {
            createDatabase(connection);
        }
        Flyway.configure()
                .dataSource(url(), SUPERUSER, superuserPassword)
                .load()
                .migrate();
        try (var connection = connect(NAME)) {
            connection.setAutoCommit(false);
            for (var service : SERVICES) {
                createLogin(connection, service);
            }
            connection.commit();
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database, SUPERUSER, superuserPassword);
    }

    private static void createDatabase(Connection connection) throws SQLException {
        try (var find = connection.prepareStatement("select from pg_database where datname = ?")) {
            find.setString(1, NAME);
            if (find.executeQuery().next()) {
                return;
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("create database " + NAME);
        }
    }

    private void createLogin(Connection connection, String service) throws SQLException {
        // A do block takes no binds, a setting does.
        var bind = """
                select set_config('trailtally.login', ?, true), set_config('trailtally.password', ?, true)
                """;
        try (var statement = connection.prepareStatement(bind)) {
            statement.setString(1, service);
            statement.setString(2, password(service));
            statement.executeQuery();
        }
        var create = """
                do $$
                declare
                  login text := current_setting('trailtally.login');
                begin
                  if not exists (select from pg_roles where rolname = login) then
                    execute format('create role %I login in role %I', login, 'trailtally_' || login);
                  end if;
                  execute format('alter role %I password %L', login, current_setting('trailtally.password'));
                end
                $$
                """;
        try (var statement = connection.createStatement()) {
            statement.execute(create);
        }
    }

    private static void stop(EmbeddedPostgres server, ProcessHandle process) throws IOException {
        server.close();
        // The library gives up after 5 s, which the last checkpoint of a large database can exceed.
        if (!Postmaster.awaitEnd(process)) {
            LOG.warn("PostgreSQL (process {}) is still shutting down; the next start waits for it", process.pid());
        }
    }

    private static String lastLines(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "it left no log";
        }
        try (var lines = Files.lines(log)) {
            var all = lines.filter(line -> !line.isBlank()).toList();
            return String.join("\n  ", all.subList(Math.max(0, all.size() - 5), all.size()));
        }
    }

    private static void closeAfter(Exception failure, DatabaseFolder folder) {
        try {
            folder.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
