package dev.trailtally.faults;

import static org.awaitility.Awaitility.await;

import dev.trailtally.migrator.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A PostgreSQL server whose process can be ended and started again: same port, same data, nothing relaxed. Of the version of
 * -Dpostgres.version, or of the newest.
 */
final class PostgresServer implements AutoCloseable {

    static final String PASSWORD = "test";
    /** The major version that is asked for; empty for the newest. */
    static final String VERSION = System.getProperty("postgres.version", "");

    private static final String NAME = "trailtally";
    private static final Duration START = Duration.ofMinutes(1);

    private final Path log;
    private final List<String> command;
    private final int port;
    private Process process;

    private PostgresServer(Path log, List<String> command, int port) {
        this.log = log;
        this.command = command;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts it with the migrated database and one login for each service.
     *
     * @param folder for its data and its log
     * @param tables where the tables are; apart from the data directory, because PostgreSQL ends if it cannot write there
     */
    static PostgresServer start(Path folder, Path tables) throws IOException {
        return start(VERSION, folder, tables);
    }

    /** The same with programs of a major version; of the newest if it is empty. */
    static PostgresServer start(String version, Path folder, Path tables) throws IOException {
        var server = empty(version, folder);
        server.createDatabase(tables);
        return server;
    }

    /** Starts it without a database. */
    static PostgresServer empty(String version, Path folder) throws IOException {
        int port = ServiceProcess.freePort();
        var command = initialize(version, folder.resolve("data"), port);
        var server = new PostgresServer(folder.resolve("postgres.log"), command, port);
        server.awaitStart();
        return server;
    }

    /** Has the library unpack its programs and make the data directory; returns the command that it started them with. */
    private static List<String> initialize(String version, Path data, int port) throws IOException {
        var builder = EmbeddedPostgres.builder();
        if (!version.isEmpty()) {
            var programs = Path.of(System.getProperty("postgres.programs", "target/postgres"), version);
            builder.setPgBinaryResolver((system, machine) -> Files.newInputStream(
                    programs.resolve("postgres-%s-%s.txz".formatted(system.toLowerCase(Locale.ROOT), machine))));
        }
        var library = builder.setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "128MB")
                .setServerConfig("max_connections", "150")
                .setServerConfig("max_locks_per_transaction", "512")
                .setServerConfig("jit", "off")
                .start();
        try {
            var pid = Files.readString(data.resolve("postmaster.pid")).lines().findFirst();
            var process = Path.of("/proc", pid.orElseThrow());
            var command = new ArrayList<>(
                    List.of(Files.readString(process.resolve("cmdline")).split("\0")));
            command.set(0, process.resolve("exe").toRealPath().toString());
            if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
                command.addAll(0, List.of("unshare", "-U")); // as the library does: PostgreSQL refuses to run as root
            }
            return command;
        } finally {
            library.close();
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    /** A connection as the owner of the tables and superuser. */
    Connection owner() throws SQLException {
        return owner(NAME);
    }

    private Connection owner(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?ApplicationName=test&connectTimeout=5",
                "postgres",
                "postgres");
    }

    /** The first column of the rows. */
    List<String> column(String sql) {
        try (var owner = owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            var column = new ArrayList<String>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    void end(Shutdown shutdown) {
        try {
            new ProcessBuilder("kill", "-" + shutdown.signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** After {@link #end}: starts it again and waits until it accepts connections. */
    void restart() {
        process = launch();
        awaitStart();
    }

    private void awaitStart() {
        await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) { // a killed server's children still use its memory
                process = launch();
            }
            try (var owner = owner("postgres")) {
                return owner.isValid(1);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    /** How often a text is in its log. */
    long logged(String text) {
        try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    /** Removes the database and all logins, and makes an empty database whose owner may create logins. */
    void createEmptyDatabase(String login) {
        try (var owner = owner("postgres");
                var statement = owner.createStatement()) {
            statement.execute("drop database if exists " + NAME + " with (force)");
            for (var service : Service.values()) {
                statement.execute("drop role if exists " + service.login());
                statement.execute("drop role if exists trailtally_" + service.login());
            }
            statement.execute("drop role if exists " + login);
            statement.execute("create role " + login + " login createrole password '" + PASSWORD + "'");
            statement.execute("create database " + NAME + " owner " + login);
        } catch (SQLException e) {
            throw new IllegalStateException("the empty database could not be created", e);
        }
    }

    private void createDatabase(Path tables) {
        try (var owner = owner("postgres");
                var statement = owner.createStatement()) {
            statement.execute("create tablespace tables location '" + tables + "'");
            statement.execute("create database " + NAME + " tablespace tables");
            new Migrations(url(), "postgres", "postgres").migrate();
            for (var service : Service.values()) {
                statement.execute("create role " + service.login() + " login password '" + PASSWORD
                        + "' in role trailtally_" + service.login());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be created", e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            end(Shutdown.IMMEDIATE);
        }
    }

    /** How a server is ended: pg_ctl's modes, and a crash. */
    enum Shutdown {
        FAST("INT"),
        IMMEDIATE("QUIT"),
        CRASH("KILL");

        private final String signal;

        Shutdown(String signal) {
            this.signal = signal;
        }
    }
}
