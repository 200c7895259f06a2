package dev.trailtally.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    @TempDir
    Path parent;

    @Test
    void everyServiceLogsInWithItsOwnRights() throws Exception {
        try (var database = EmbeddedDatabase.start(null, line -> {})) {
            assertThat(query(database.url(), "report", database.password("report"), "select count(*) from scan"))
                    .isEqualTo("0");
            assertThatThrownBy(() -> query(
                            database.url(), "report", database.password("report"), "delete from scan returning 1"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void nobodyConnectsWithoutThePassword() throws Exception {
        try (var database = EmbeddedDatabase.start(null, line -> {})) {
            for (var user : new String[] {"postgres", "collector"}) {
                assertThatThrownBy(() -> query(database.url(), user, "guess", "select 1"))
                        .as(user)
                        .hasMessageContaining("password authentication failed");
            }
            assertThat(superuser(database, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(superuser(database, "show unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void aKeptDatabaseIsThereAgainAndSurvivesPowerLoss() throws Exception {
        var keep = parent.resolve("a kept, 'odd' folder");
        try (var database = EmbeddedDatabase.start(keep, line -> {})) {
            superuser(database, "insert into account (account_id) values (1) returning 1");
            assertThat(superuser(database, "show fsync")).isEqualTo("on");
            assertThat(superuser(database, "show full_page_writes")).isEqualTo("on");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keep.resolve("superuser-password"))))
                .isEqualTo("rw-------");
        try (var database = EmbeddedDatabase.start(keep, line -> {})) {
            assertThat(superuser(database, "select count(*) from account")).isEqualTo("1");
        }
    }

    @Test
    void aServerWhoseProcessWasKilledIsReplaced() throws Exception {
        var keep = parent.resolve("kept");
        var first = EmbeddedDatabase.start(keep, line -> {});
        superuser(first, "insert into account (account_id) values (1) returning 1");
        // What kill -9 of the JVM leaves: the server keeps running, and no process holds the lock.
        var orphan = ProcessHandle.of(first.pid()).orElseThrow();
        var left = copyWithoutLock(keep);
        assertThat(left).isTrue();
        try (var second = EmbeddedDatabase.start(keep, line -> {})) {
            assertThat(second.pid()).isNotEqualTo(orphan.pid());
            assertThat(superuser(second, "select count(*) from account")).isEqualTo("1");
            await().atMost(Duration.ofSeconds(10)).until(() -> !orphan.isAlive());
        }
    }

    @Test
    void aTemporaryDatabaseLeavesNothing() throws Exception {
        var cache = CacheFolder.path();
        var database = EmbeddedDatabase.start(null, line -> {});
        var folder = Path.of(superuser(database, "show data_directory")).getParent();
        assertThat(folder).startsWith(cache).exists();

        database.close();

        assertThat(folder).doesNotExist();
        assertThat(ProcessHandle.of(database.pid())).isEmpty();
    }

    private static boolean copyWithoutLock(Path keep) throws IOException {
        // A lock belongs to the file, so a new file of the same name is not locked.
        var lock = keep.resolve("trailtally.lock");
        var postgresLock = keep.resolve("postgresql/epg-lock");
        return Files.deleteIfExists(lock) && Files.deleteIfExists(postgresLock) && Files.exists(Files.createFile(lock));
    }

    private static String superuser(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.superuserUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String query(String url, String user, String password, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url, user, password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
