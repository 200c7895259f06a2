package dev.trailtally.collector.prune;

import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A statement that takes out rows, or hides scans, that ended before the horizon; its file says what it spares. It is repeated
 * until it takes fewer rows than it may.
 *
 * @param name of what it takes
 */
public record PruneStep(String name, Sql sql) {

    public static final int MAX_ROWS = 2_000;

    /** In their order. Scans are hidden first, so that they are whole as long as they are shown. */
    public static final List<PruneStep> ALL = Stream.of(
                    Stream.of(of("hidden_scan")),
                    Stream.of("batch", "batch_unit", "rejection", "scan_failure", "awaited_object")
                            .map(PruneStep::ofScan),
                    Stream.of(
                                    "manifest_horizon",
                                    "log_object",
                                    "unread_unit",
                                    "read_unit",
                                    "access_unit",
                                    "last_accessed_job",
                                    "ledger",
                                    "scan")
                            .map(PruneStep::of))
            .flatMap(steps -> steps)
            .toList();

    /** Returns how many rows it took. */
    public int run(Connection connection, Duration horizon) throws SQLException {
        return sql.run(connection, Map.of("horizon", horizon.toSeconds(), "max_rows", MAX_ROWS));
    }

    private static PruneStep of(String name) {
        return new PruneStep(name, Sql.file(PruneStep.class, name + ".sql"));
    }

    private static PruneStep ofScan(String table) {
        return new PruneStep(
                table, new Sql(Sql.text(PruneStep.class, "row_of_scan.sql").replace("{table}", table)));
    }
}
