package dev.trailtally.migrator;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;

/** Waits for PostgreSQL, applies the migrations, sees to the logins, and ends: 0 done, 1 failed, 2 wrong settings. */
public final class Migrator {

    private static final int FAILED = 1;
    private static final int WRONG_SETTINGS = 2;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_MESSAGES = Duration.ofSeconds(15);

    private final MigratorSettings settings;
    private final PrintStream out;
    private final InstantSource clock;

    private Migrator(MigratorSettings settings, PrintStream out, InstantSource clock) {
        this.settings = settings;
        this.out = out;
        this.clock = clock;
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(System.getenv(), System.err));
    }

    /** Returns the exit code. */
    static int run(Map<String, String> environment, PrintStream out) throws InterruptedException {
        try {
            new Migrator(new MigratorSettings(environment), out, InstantSource.system()).migrate();
            return 0;
        } catch (IllegalArgumentException e) {
            out.println("migrator: " + e.getMessage());
            return WRONG_SETTINGS;
        } catch (SQLException | FlywayException e) {
            out.println("migrator: " + e.getMessage());
            return FAILED;
        }
    }

    private void migrate() throws SQLException, InterruptedException {
        var migrations = new Migrations(settings.url(), settings.user(), settings.password());
        await(migrations);
        int applied = migrations.migrate();
        out.println("migrator: " + (applied == 0 ? "no migration was missing" : "migrations applied: " + applied)
                + "; the tables have version " + migrations.version());
        for (var service : Migrations.SERVICES) {
            checkLogin(migrations, service, settings.login(service));
        }
    }

    private void checkLogin(Migrations migrations, String service, String login) throws SQLException {
        var password = settings.loginPassword(service);
        if (password != null) {
            migrations.createLogin(service, login, password);
            out.println("migrator: the login " + login + " has the role trailtally_" + service + " and its password");
        } else if (migrations.hasLogin(service, login)) {
            out.println("migrator: the login " + login + " has the role trailtally_" + service);
        } else {
            out.println("migrator: there is no login " + login + " with the role trailtally_" + service
                    + ", so the service cannot connect with it. Create it as a superuser: create role \"" + login
                    + "\" login password '…' in role trailtally_" + service + ";");
        }
    }

    private void await(Migrations migrations) throws SQLException, InterruptedException {
        var end = clock.instant().plus(settings.patience());
        var nextMessage = Instant.MIN;
        while (true) {
            try {
                migrations.ping();
                return;
            } catch (SQLException e) {
                if (!isAway(e)) {
                    throw e;
                }
                var now = clock.instant();
                if (!now.isBefore(end)) {
                    throw new SQLException(
                            settings.url() + " did not answer within "
                                    + settings.patience().toSeconds() + " s: " + e.getMessage()
                                    + " Start PostgreSQL, or raise MIGRATOR_WAIT.",
                            e);
                }
                if (!now.isBefore(nextMessage)) {
                    out.println("migrator: waiting for PostgreSQL at " + settings.url() + ": " + e.getMessage());
                    nextMessage = now.plus(BETWEEN_MESSAGES);
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Not reachable (class 08), or starting up or shutting down (57P03). A wrong password is not worth waiting for. */
    private static boolean isAway(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.equals("57P03");
    }
}
