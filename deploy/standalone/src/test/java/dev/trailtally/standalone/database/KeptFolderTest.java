package dev.trailtally.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state that the folder of a kept database can be in, for commands that collect and for those that only report. */
class KeptFolderTest {

    @TempDir
    static Path shared;

    @TempDir
    Path parent;

    private final List<String> talk = new ArrayList<>();

    /** The number of accounts, or why there is none. */
    record Result(int accounts, @Nullable String refusal) {

        static Result of(int accounts) {
            return new Result(accounts, null);
        }

        static Result refused(String reason) {
            return new Result(-1, reason);
        }
    }

    /** The state before a start, and the expected results. */
    record State(String name, Making making, Result collecting, Result reporting) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final State MISSING =
            new State("missing", folder -> {}, Result.of(0), Result.refused("there is no trailtally database in"));

    private static final State EMPTY = new State(
            "empty", Files::createDirectory, Result.of(0), Result.refused("there is no trailtally database in"));

    private static final State FOREIGN_FILES = new State(
            "foreign files",
            folder -> Files.writeString(Files.createDirectory(folder).resolve("photo.jpg"), "mine"),
            Result.refused("holds other files"),
            Result.refused("there is no trailtally database in"));

    private static final State FOREIGN_POSTGRESQL = new State(
            "foreign postgresql",
            folder -> Files.writeString(
                    Files.createDirectories(folder.resolve("postgresql/base")).resolve("thesis.txt"), "mine"),
            Result.refused("holds other files"),
            Result.refused("there is no trailtally database in"));

    private static final State HALF_MADE = new State(
            "half made",
            folder -> {
                Files.createDirectories(folder.resolve("postgresql/base/1"));
                Files.writeString(folder.resolve("postgresql/PG_VERSION"), "18\n");
                Files.writeString(folder.resolve("postgresql/base/1/1259"), "half");
                Files.createFile(folder.resolve("trailtally.lock"));
            },
            Result.of(0),
            Result.refused("there is no trailtally database in"));

    private static final State COMPLETE = new State("complete", KeptFolderTest::copyAll, Result.of(1), Result.of(1));

    private static final State COPIED_BACK_AND_OPEN_TO_OTHERS = new State(
            "copied back without the marker, open to others",
            folder -> {
                copy(folder, List.of("postgresql", "postgresql.log", "superuser-password", "trailtally.lock"));
                Files.createFile(folder.resolve("postgresql.log.1"));
                open(folder, "rwxr-xr-x");
                open(folder.resolve("postgresql"), "rwxr-xr-x");
                open(folder.resolve("superuser-password"), "rw-r--r--");
                open(folder.resolve("postgresql.log"), "rw-rw-r--");
                open(folder.resolve("postgresql.log.1"), "rw-rw-r--");
                open(folder.resolve("trailtally.lock"), "rw-rw-rw-");
            },
            Result.of(1),
            Result.of(1));

    private static final State DATA_AND_PASSWORD_ALONE = new State(
            "data and password alone",
            folder -> copy(folder, List.of("postgresql", "superuser-password")),
            Result.of(1),
            Result.of(1));

    private static final State OTHER_VERSION = new State(
            "other version",
            folder -> {
                copyAll(folder);
                Files.writeString(folder.resolve("postgresql/PG_VERSION"), "17\n");
            },
            Result.refused("is a database of PostgreSQL 17, and this trailtally has PostgreSQL 18"),
            Result.refused("is a database of PostgreSQL 17, and this trailtally has PostgreSQL 18"));

    private static final State WITHOUT_PASSWORD = new State(
            "without password",
            folder -> {
                copyAll(folder);
                Files.delete(folder.resolve("superuser-password"));
            },
            Result.refused("superuser-password is missing"),
            Result.refused("superuser-password is missing"));

    private static final State DATA_GONE = new State(
            "data gone",
            folder -> copy(folder, List.of("ready", "superuser-password", "trailtally.lock")),
            Result.refused("held a database, which is missing from"),
            Result.refused("there is no trailtally database in"));

    private static final State DATA_NOT_MOUNTED = new State(
            "data not mounted",
            folder -> {
                copy(folder, List.of("superuser-password", "trailtally.lock"));
                Files.createSymbolicLink(folder.resolve("postgresql"), folder.resolve("not mounted"));
            },
            Result.refused("which does not exist; mount or restore that"),
            Result.refused("there is no trailtally database in"));

    private static final State FILE = new State(
            "file",
            folder -> Files.writeString(folder, "mine"),
            Result.refused("is a file; name a folder"),
            Result.refused("is a file; name a folder"));

    private static final State BELOW_A_FILE = new State(
            "below a file",
            folder -> {
                Files.writeString(folder.getParent(), "mine");
            },
            Result.refused("cannot be used: Not a directory"),
            Result.refused("there is no trailtally database in"));

    private static final State DANGLING_LINK = new State(
            "dangling link",
            folder -> Files.createSymbolicLink(folder, folder.resolveSibling("gone")),
            Result.refused("is a link to"),
            Result.refused("is a link to"));

    private static final State UNREADABLE = new State(
            "unreadable",
            folder -> {
                Assumptions.assumeFalse(System.getProperty("user.name").equals("root"), "root may read all");
                open(Files.createDirectory(folder), "---------");
            },
            Result.refused("cannot be used: permission denied"),
            Result.refused("cannot be used: permission denied"));

    static List<State> states() {
        return List.of(
                MISSING,
                EMPTY,
                FOREIGN_FILES,
                FOREIGN_POSTGRESQL,
                HALF_MADE,
                COMPLETE,
                COPIED_BACK_AND_OPEN_TO_OTHERS,
                DATA_AND_PASSWORD_ALONE,
                OTHER_VERSION,
                WITHOUT_PASSWORD,
                DATA_GONE,
                DATA_NOT_MOUNTED,
                FILE,
                BELOW_A_FILE,
                DANGLING_LINK,
                UNREADABLE);
    }

    @FunctionalInterface
    interface Making {
        void make(Path folder) throws IOException;
    }

    @FunctionalInterface
    private interface Start {
        EmbeddedDatabase start() throws IOException;
    }

    @BeforeAll
    static void makeADatabase() throws Exception {
        try (var database = EmbeddedDatabase.start(shared.resolve("complete"), line -> {});
                var connection = DriverManager.getConnection(database.superuserUrl());
                var statement = connection.createStatement()) {
            statement.execute("insert into account (account_id) values (1)");
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void nothingIsLostByCollecting(State state) throws Exception {
        var folder = make(state);
        var before = tree(parent);

        check(state.collecting(), () -> EmbeddedDatabase.start(folder, talk::add));

        if (state.collecting().refusal() != null) {
            assertThat(tree(parent)).as("what was there").isEqualTo(before);
        } else {
            assertThat(folder.resolve("postgresql/PG_VERSION")).hasContent(DataDirectory.VERSION);
            assertPrivate(folder);
        }
        if (state.equals(HALF_MADE)) {
            assertMovedAside(folder);
        } else {
            assertThat(talk).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void aReportNeitherMakesNorDeletes(State state) throws Exception {
        var folder = make(state);
        var before = tree(parent);

        check(state.reporting(), () -> EmbeddedDatabase.open(folder, talk::add));

        assertThat(talk).isEmpty();
        if (state.reporting().refusal() != null) {
            assertThat(tree(parent)).as("what was there").isEqualTo(before);
        }
    }

    @Test
    void aFolderInUseIsRefusedToBoth() throws Exception {
        var folder = make(COMPLETE);
        try (var database = EmbeddedDatabase.start(folder, talk::add)) {
            assertThat(database.pid()).isPositive();
            for (Start start : List.<Start>of(
                    () -> EmbeddedDatabase.start(folder, talk::add), () -> EmbeddedDatabase.open(folder, talk::add))) {
                assertThatThrownBy(start::start)
                        .isInstanceOf(DatabaseInUseException.class)
                        .hasMessageContaining("in use by another trailtally (process "
                                + ProcessHandle.current().pid() + ")");
            }
        }
    }

    @Test
    void foldersOfOthersBelowTheCacheAreLeftAlone() throws Exception {
        var cache = Files.createDirectory(parent.resolve("cache"));
        var mine = Files.createDirectory(cache.resolve("run-2026"));
        Files.writeString(mine.resolve("results.csv"), "mine");
        Files.setLastModifiedTime(mine, FileTime.fromMillis(0));

        DatabaseFolder.temporary(cache).close();

        assertThat(mine.resolve("results.csv")).hasContent("mine");
        assertThat(mine.resolve("trailtally.lock")).doesNotExist();
    }

    private Path make(State state) throws IOException {
        var folder = parent.resolve(state.equals(BELOW_A_FILE) ? "file/kept" : "kept");
        state.making().make(folder);
        return folder;
    }

    private static void check(Result expected, Start start) throws Exception {
        if (expected.refusal() != null) {
            assertThatThrownBy(start::start)
                    .isInstanceOf(DatabaseFolderException.class)
                    .hasMessageContaining(expected.refusal());
            return;
        }
        try (var database = start.start();
                var connection = DriverManager.getConnection(database.superuserUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from account")) {
            rows.next();
            assertThat(rows.getInt(1)).as("accounts").isEqualTo(expected.accounts());
        }
    }

    private void assertMovedAside(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder, "postgresql.incomplete-*")) {
            var aside = entries.iterator().next();
            assertThat(aside.resolve("base/1/1259")).hasContent("half");
            assertThat(talk).singleElement().asString().contains("was never completed", "It was moved to " + aside);
        }
    }

    private static void assertPrivate(Path folder) throws IOException {
        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("postgresql"))).isEqualTo("rwx------");
        for (var file : List.of("superuser-password", "postgresql.log", "trailtally.log", "trailtally.lock", "ready")) {
            assertThat(permissions(folder.resolve(file))).as(file).isEqualTo("rw-------");
        }
        var olderLog = folder.resolve("postgresql.log.1");
        assertThat(!Files.exists(olderLog) || permissions(olderLog).equals("rw-------"))
                .as("postgresql.log.1 is private")
                .isTrue();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void open(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void copyAll(Path folder) throws IOException {
        copy(folder, List.of("postgresql", "postgresql.log", "superuser-password", "trailtally.lock", "ready"));
    }

    /** As cp does, without permissions. */
    private static void copy(Path folder, List<String> names) throws IOException {
        Files.createDirectory(folder);
        for (var name : names) {
            var from = shared.resolve("complete");
            try (var files = Files.walk(from.resolve(name))) {
                for (var file : (Iterable<Path>) files::iterator) {
                    Files.copy(file, folder.resolve(from.relativize(file)));
                }
            }
        }
    }

    /** Names, and sizes of files; the log and the lock may have more lines. */
    private static Map<String, String> tree(Path folder) throws IOException {
        var tree = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                tree.put(file.toString(), isFile ? Files.size(file) + " bytes" : "");
            }
        }
        tree.keySet().removeIf(name -> name.endsWith("trailtally.lock"));
        return tree;
    }
}
