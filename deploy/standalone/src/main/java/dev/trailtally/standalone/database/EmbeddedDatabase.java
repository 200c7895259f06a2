package dev.trailtally.standalone.database;

import com.sun.management.OperatingSystemMXBean;
import dev.trailtally.migrator.FormerSchemaException;
import dev.trailtally.migrator.Migrations;
import dev.trailtally.standalone.file.FullFileSystem;
import dev.trailtally.standalone.log.ServiceLog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server from embedded binaries with the migrated database and one login for each service. */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String SUPERUSER = "postgres";
    private static final String NAME = "trailtally";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2); // recovery after a crash reads up to 4 GB

    private final DatabaseFolder folder;
    private final EmbeddedPostgres server;
    private final ProcessHandle process;
    private final String superuserPassword;
    private final Map<String, String> passwords = new TreeMap<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final @Nullable ServiceLog serviceLog;
    private volatile boolean closing;

    private EmbeddedDatabase(
            DatabaseFolder folder, EmbeddedPostgres server, ProcessHandle process, String superuserPassword) {
        this.folder = folder;
        this.server = server;
        this.process = process;
        this.superuserPassword = superuserPassword;
        this.serviceLog = folder.kept() ? ServiceLog.in(folder.path()) : null;
        for (var service : Migrations.SERVICES) {
            passwords.put(service, DatabaseFolder.randomPassword());
        }
        Thread.ofVirtual().name("postgresql-end").start(this::tellEnd);
    }

    /**
     * Starts the server and brings its schema up to date.
     *
     * @param keep the folder that keeps the database; null for one that is deleted on close
     * @param talk receives messages for the user, a line at a time
     * @throws DatabaseFolderException if the folder cannot be used
     */
    public static EmbeddedDatabase start(@Nullable Path keep, Consumer<String> talk) throws IOException {
        return start(keep == null ? DatabaseFolder.temporary(CacheFolder.path()) : DatabaseFolder.keep(keep), talk);
    }

    /** The same with an existing database: none is created. */
    public static EmbeddedDatabase open(Path kept, Consumer<String> talk) throws IOException {
        return start(DatabaseFolder.open(kept), talk);
    }

    /**
     * Whether there is a database in the folder.
     *
     * @throws DatabaseFolderException if the folder cannot be read
     */
    public static boolean isIn(Path folder) throws IOException {
        return DatabaseFolder.holdsDatabase(folder);
    }

    /** JDBC URL without credentials. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    /** JDBC URL with the superuser's credentials. */
    public String superuserUrl() {
        return url() + "?user=" + SUPERUSER + "&password=" + superuserPassword;
    }

    /** The password of a service's login, which is named like the service and changes with each start. */
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

    /**
     * Completes if the server ends before it is closed, with a message for the user. Committed data stays in a kept
     * database.
     */
    public CompletableFuture<String> end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try (folder;
                serviceLog) {
            stop(server, process);
        }
    }

    private void tellEnd() {
        process.onExit().join();
        if (closing) {
            return;
        }
        var last = lastLines(folder.log());
        var text = "PostgreSQL (process " + pid() + ") has ended unexpectedly. " + FullFileSystem.advice(folder.path())
                + "The end of its log:\n  " + last;
        if (folder.kept()) {
            end.complete(text + "\nStored data is kept, and the same command continues. The full log: " + folder.log());
        } else {
            closeQuietly();
            end.complete(text + "\nThe database was temporary and is gone; --keep <dir> keeps it.");
        }
    }

    private void closeQuietly() {
        try {
            folder.close();
        } catch (UncheckedIOException e) {
            LOG.warn("{}; the next start deletes it", e.getMessage(), e);
        }
    }

    private static EmbeddedDatabase start(DatabaseFolder folder, Consumer<String> talk) throws IOException {
        try {
            return started(folder, folder.prepare(talk));
        } catch (IOException | RuntimeException e) {
            closeAfter(e, folder);
            throw e;
        }
    }

    private static EmbeddedDatabase started(DatabaseFolder folder, String password) throws IOException {
        var server = startServer(folder, password);
        var process = new Postmaster(folder.postgresFolder())
                .find()
                .orElseThrow(() -> new IOException("PostgreSQL is not running; see " + folder.log()));
        var database = new EmbeddedDatabase(folder, server, process, password);
        try {
            database.migrate();
            folder.markReady();
            return database;
        } catch (FormerSchemaException e) {
            database.close();
            throw new DatabaseFolderException(
                    folder.path()
                            + " keeps a database of a version before the first release, which cannot be converted."
                            + " Delete the folder or name another one, and scan again:"
                            + " trailtally scan --logs <folder> --keep " + folder.path(),
                    e);
        } catch (SQLException e) {
            database.close();
            throw new IOException(
                    "the database could not be set up. " + FullFileSystem.advice(folder.path()) + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            database.close();
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
                .setPGStartupWait(START_TIMEOUT)
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
            throw new IOException(
                    "PostgreSQL did not start. " + FullFileSystem.advice(folder.path()) + "The end of its log:\n  "
                            + lastLines(folder.log()),
                    e);
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
        settings.put("autovacuum_naptime", "15s");
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
        var migrations = new Migrations(url(), SUPERUSER, superuserPassword);
        migrations.migrate();
        for (var service : Migrations.SERVICES) {
            migrations.createLogin(service, service, password(service));
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

    private static void stop(EmbeddedPostgres server, ProcessHandle process) throws IOException {
        server.close();
        // The library gives up after 5 s, which the last checkpoint of a large database can exceed.
        if (!Postmaster.awaitEnd(process)) {
            LOG.warn("PostgreSQL (process {}) is still shutting down; the next start waits for it", process.pid());
        }
    }

    private static String lastLines(Path log) {
        try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            var all = lines.filter(line -> !line.isBlank()).toList();
            return String.join("\n  ", all.subList(Math.max(0, all.size() - 5), all.size()));
        } catch (IOException | UncheckedIOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
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
