package dev.trailtally.report.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
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

    /** Statements that are planned alike. */
    PreparedStatement prepare(Connection connection, List<Query> queries) throws SQLException {
        boolean wanted = queries.getFirst().sql().plannedOnce();
        if (queries.stream().anyMatch(query -> query.sql().plannedOnce() != wanted)) {
            throw new IllegalArgumentException(
                    "statements that are planned once and each time cannot be sent together");
        }
        if (once != wanted) {
            tell(connection, wanted);
        }
        var statement = dev.trailtally.server.database.Sql.together(
                connection,
                queries.stream().map(query -> query.sql().statement()).toList(),
                queries.stream().map(query -> query.binds().values()).toList());
        if (once) {
            statement
                    .unwrap(PGStatement.class)
                    .setPrepareThreshold(1); // by default, plans are kept from the fifth execution
        }
        return statement;
    }

    private void tell(Connection connection, boolean plannedOnce) throws SQLException {
        var settings = Map.of(
                "plan_cache_mode", plannedOnce ? "force_generic_plan" : "force_custom_plan",
                "enable_seqscan", plannedOnce ? "off" : "on");
        SETTINGS.statement().run(connection, settings);
        once = plannedOnce;
    }
}
