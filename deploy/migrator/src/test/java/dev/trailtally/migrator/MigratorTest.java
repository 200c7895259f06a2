package dev.trailtally.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class MigratorTest {

    private static final String PASSWORD = "a-password-of-a-login";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private EmbeddedPostgres server;
    private Map<String, String> environment;
    private int databases;

    @BeforeAll
    void startServer() throws IOException {
        // As in production: a login needs its password.
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void createDatabase() throws SQLException {
        var name = "migrator_" + ++databases;
        execute("create database " + name);
        printed.reset();
        environment = new HashMap<>(Map.of(
                "MIGRATOR_DATABASE_URL",
                "jdbc:postgresql://localhost:" + server.getPort() + "/" + name,
                "MIGRATOR_DATABASE_USER",
                "postgres"));
    }

    @Test
    void anEmptyDatabaseGetsItsTablesAndLogins(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        environment.put("COLLECTOR_DATABASE_USER", "team_collector");
        environment.put("COLLECTOR_DATABASE_PASSWORD_FILE", file.toString());

        assertThat(run()).isZero();
        assertThat(output()).contains("migrations applied: ", "the login team_collector has the role");
        assertThat(output()).doesNotContain(PASSWORD);
        try (var connection = DriverManager.getConnection(
                        environment.get("MIGRATOR_DATABASE_URL"), "team_collector", PASSWORD);
                var statement = connection.createStatement()) {
            statement.executeQuery("select from scan");
            assertThatThrownBy(() -> statement.executeUpdate("delete from event_segment"))
                    .as("a right that the collector does not need")
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void runningItAgainChangesNothing() throws Exception {
        run();
        printed.reset();

        assertThat(run()).isZero();
        assertThat(output()).contains("no migration was missing");
    }

    @Test
    void tablesOfBeforeTheFirstReleaseAreRefusedWithWhatToDo() throws Exception {
        run();
        try (var connection = DriverManager.getConnection(environment.get("MIGRATOR_DATABASE_URL"), "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute("update flyway_schema_history set checksum = checksum + 1 where version = '2'");
        }
        printed.reset();

        assertThat(run()).isOne();
        assertThat(output())
                .contains("before the first release", "deploy/trailtally scan --logs <folder>")
                .doesNotContain("migrations applied");
    }

    @Test
    void aMissingLoginIsReportedWithTheStatementThatCreatesIt() throws Exception {
        environment.put("REPORT_DATABASE_USER", "nobody_made_it");

        assertThat(run()).isZero();
        assertThat(output()).contains("create role \"nobody_made_it\" login password '…' in role trailtally_report;");
    }

    @Test
    void aServerThatIsAwayIsAwaitedForALimitedTime() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        environment.put("MIGRATOR_DATABASE_URL", "jdbc:postgresql://localhost:" + free + "/trailtally");
        environment.put("MIGRATOR_WAIT", "1s");

        assertThat(run()).isOne();
        assertThat(output()).contains("waiting for PostgreSQL at", "did not answer within 1 s");
    }

    @Test
    void aMissingDatabaseIsNotAwaited() throws Exception {
        environment.put("MIGRATOR_DATABASE_URL", "jdbc:postgresql://localhost:" + server.getPort() + "/missing");

        assertThat(run()).isOne();
        assertThat(output()).contains("\"missing\" does not exist").doesNotContain("waiting");
    }

    @Test
    void wrongSettingsAreNamed() throws Exception {
        environment.put("MIGRATOR_WAIT", "soon");

        assertThat(run()).isEqualTo(2);
        assertThat(output()).contains("MIGRATOR_WAIT").contains("soon");
    }

    private int run() throws InterruptedException {
        return Migrator.run(environment, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
