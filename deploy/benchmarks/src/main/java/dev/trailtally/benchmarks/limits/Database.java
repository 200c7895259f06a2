package dev.trailtally.benchmarks.limits;

import dev.trailtally.benchmarks.run.Postmaster;
import dev.trailtally.migrator.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** An empty migrated database on its own server, set up as the standalone product sets up a kept one. */
public final class Database implements AutoCloseable {

    static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "off",
            "wal_level", "minimal",
            "max_wal_senders", "0",
            "max_wal_size", "4GB",
            "checkpoint_timeout", "30min",
            "shared_buffers", "512MB",
            "max_locks_per_transaction", "256",
            "jit", "off",
            "timezone", "UTC");

    private final EmbeddedPostgres server;
    private final Path folder;

    private Database(EmbeddedPostgres server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    public static Database start(Path folder) throws IOException, SQLException {
        var builder = EmbeddedPostgres.builder().setDataDirectory(folder);
        SETTINGS.forEach(builder::setServerConfig);
        var database = new Database(builder.start(), folder);
        new Migrations(database.url(), "postgres", "").migrate();
        return database;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "");
    }

    /** For the user postgres, who needs no password. */
    public String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /** CPU seconds of the server so far, its start included. */
    public double cpuSeconds() throws IOException {
        return Postmaster.in(folder).cpuSeconds();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
