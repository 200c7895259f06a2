package dev.trailtally.report.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/** How the database plans the statements of a transaction; told again only where the next one differs. */
final class Planning {

    // A plan for any values would take an empty table of today for one that stays empty, and read it as a whole.
    private static final Sql SETTINGS = new Sql("""
            select
              set_config('plan_cache_mode', :plan_cache_mode, true),
              set_config('enable_seqscan', :enable_seqscan, true)
            """);

    private boolean once;

    /** Of a transaction that begins with {@link Snapshots}' settings: each statement is planned for its values. */
    Planning() {}

    PreparedStatement prepare(Connection connection, Sql sql) throws SQLException {
        if (once != sql.isPlannedOnce()) {
            tell(connection, sql.isPlannedOnce());
        }
        var statement = connection.prepareStatement(sql.text());
        if (once) {
            statement
                    .unwrap(PGStatement.class)
                    .setPrepareThreshold(1); // the default keeps plans from the fifth time on
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
