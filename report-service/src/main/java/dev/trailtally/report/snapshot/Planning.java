package dev.trailtally.report.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/** How the database plans the statements of a transaction; set again only if the next one differs. */
final class Planning {

    // A generic plan would assume that a table that is empty today stays empty, and read all of it.
    private static final Sql SETTINGS = new Sql("""
            select
              set_config('plan_cache_mode', :plan_cache_mode, true),
              set_config('enable_seqscan', :enable_seqscan, true)
            """);

    private boolean once = true;

    /** For a transaction that starts with {@link Snapshots}' settings: each statement is planned once. */
    Planning() {}

    PreparedStatement prepare(Connection connection, Sql sql) throws SQLException {
        if (once != sql.isPlannedOnce()) {
            tell(connection, sql.isPlannedOnce());
        }
        var statement = connection.prepareStatement(sql.text());
        if (once) {
            statement
                    .unwrap(PGStatement.class)
                    .setPrepareThreshold(1); // by default, plans are kept from the fifth execution
        }
        return statement;
    }

    private void tell(Connection connection, boolean plannedOnce) throws SQLException {
        try (var statement = connection.prepareStatement(SETTINGS.text())) {
            new Binds()
                    .with("plan_cache_mode", plannedOnce ? "force_generic_plan" : "force_custom_plan")
                    .with("enable_seqscan", plannedOnce ? "off" : "on")
                    .bind(SETTINGS, statement);
            statement.execute();
        }
        once = plannedOnce;
    }
}
