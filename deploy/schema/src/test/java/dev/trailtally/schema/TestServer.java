package dev.trailtally.schema;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The PostgreSQL server of a test run, started once per JVM: embedded binaries, or a container with -Dpostgres=container. */
record TestServer(String host, int port, String user, String password) {

    private static final String TIME_ZONE = "Asia/Kolkata"; // differs from the JVM's on purpose

    static TestServer running() {
        return Holder.SERVER;
    }

    String url(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    void execute(String database, String sql) {
        try (var connection = DriverManager.getConnection(url(database), user, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("test server refused: " + sql, e);
        }
    }

    private static TestServer start() {
        return "container".equals(System.getProperty("postgres")) ? container() : embedded();
    }

    @SuppressWarnings("resource") // ends with the JVM
    private static TestServer embedded() {
        try {
            var server = EmbeddedPostgres.builder()
                    .setServerConfig("timezone", TIME_ZONE)
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("max_locks_per_transaction", "512")
                    .start();
            return new TestServer("localhost", server.getPort(), "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("embedded PostgreSQL did not start", e);
        }
    }

    @SuppressWarnings("resource") // ends with the JVM
    private static TestServer container() {
        var image = DockerImageName.parse(System.getProperty("postgres.image", "postgres:18"))
                .asCompatibleSubstituteFor("postgres");
        var server = new PostgreSQLContainer(image)
                .withCommand(
                        "postgres",
                        "-c",
                        "timezone=" + TIME_ZONE,
                        "-c",
                        "max_connections=200",
                        "-c",
                        "max_locks_per_transaction=512",
                        "-c",
                        "fsync=off");
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        return new TestServer(server.getHost(), server.getMappedPort(5432), server.getUsername(), server.getPassword());
    }

    private static final class Holder {
        static final TestServer SERVER = start();
    }
}
