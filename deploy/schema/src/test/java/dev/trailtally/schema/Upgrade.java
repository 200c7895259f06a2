package dev.trailtally.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Applies the migrations after a release, one by one, and finds what each of them takes from the services of that release. A
 * migration allows itself a violation by a line {@code -- allow "<violation>": <reason>}.
 */
final class Upgrade {

    private static final Pattern ALLOWANCE = Pattern.compile("(?m)^-- allow \"(.+)\":(.*)$");

    /** Strong locks of the migration on tables that were there before it. */
    private static final String LOCKS = """
            select relname, mode, current_setting('lock_timeout') = '0'
            from pg_locks
            join pg_class on pg_class.oid = relation
            where pid = pg_backend_pid()
            and locktype = 'relation'
            and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            and relnamespace = 'public'::regnamespace
            and relkind in ('r', 'p')
            and not relispartition
            order by relname, mode
            """;

    private final TestDatabase database;
    private final Path folder;
    private final List<String> violations = new ArrayList<>();

    /** What earlier migrations after the release took, so that it is reported once. */
    private final Set<String> known = new HashSet<>();

    private Upgrade(TestDatabase database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    /**
     * What is wrong, in words that begin with the name of the migration.
     *
     * @param database one that may be emptied
     * @param folder the migrations
     * @param released the newest version of the release; empty if there is no release, so that nothing can be wrong
     */
    static List<String> violations(TestDatabase database, Path folder, String released)
            throws SQLException, IOException {
        var upgrade = new Upgrade(database, folder);
        upgrade.empty();
        upgrade.run(released.isEmpty() ? "latest" : released);
        return upgrade.violations;
    }

    private void empty() throws SQLException {
        try (var connection = database.owner();
                var statement = connection.createStatement()) {
            statement.execute("drop schema public cascade; create schema public");
        }
    }

    private void run(String released) throws SQLException, IOException {
        flyway().target(released).load().migrate();
        var before = catalog();
        for (var migration : flyway().load().info().pending()) {
            var locks = new Locks(before);
            flyway().target(migration.getVersion()).callbacks(locks).load().migrate();
            var found = new ArrayList<>(locks.violations);
            for (var violation : UpgradeRule.violations(before, catalog())) {
                if (known.add(violation)) {
                    found.add(violation);
                }
            }
            report(migration, found);
        }
    }

    private void report(MigrationInfo migration, List<String> found) throws IOException {
        var script = Files.readString(folder.resolve(migration.getScript()));
        var allowed = new HashSet<String>();
        ALLOWANCE.matcher(script).results().forEach(line -> {
            allowed.add(line.group(1));
            if (line.group(2).isBlank()) {
                violations.add(migration.getScript() + ": no reason for: " + line.group(1));
            }
        });
        for (var violation : found) {
            if (!allowed.remove(violation)) {
                violations.add(migration.getScript() + ": " + violation);
            }
        }
        allowed.forEach(idle -> violations.add(migration.getScript() + ": allowed, but it does not happen: " + idle));
    }

    private FluentConfiguration flyway() {
        var server = TestServer.running();
        var flyway = Flyway.configure()
                .dataSource(database.url(), server.user(), server.password())
                .locations("filesystem:" + folder);
        // As the migrator: otherwise, "create index concurrently" waits for the lock of its own Flyway.
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        return flyway;
    }

    private Catalog catalog() throws SQLException {
        try (var connection = database.owner()) {
            return Catalog.read(connection);
        }
    }

    /** Looks at the locks of a migration while it still holds them. */
    private static final class Locks extends BaseCallback {

        private final Catalog before;
        private final List<String> violations = new ArrayList<>();

        Locks(Catalog before) {
            this.before = before;
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            try {
                look(context.getConnection());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void look(Connection connection) throws SQLException {
            var impatient = new HashSet<String>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(LOCKS)) {
                while (rows.next()) {
                    var table = rows.getString(1);
                    if (!before.relations().containsKey(table)) {
                        continue;
                    }
                    if (rows.getString(2).equals("ShareLock")
                            || rows.getString(2).equals("ExclusiveLock")) {
                        violations.add("writers of table " + table + " wait for " + rows.getString(2));
                    }
                    if (rows.getBoolean(3) && impatient.add(table)) {
                        violations.add("table " + table + " is locked without a lock_timeout");
                    }
                }
            }
        }
    }
}
