package dev.trailtally.collector.prune;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.metric.CollectorMeters;
import dev.trailtally.server.database.Sql;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out what ended long ago: scans with all that only their answers show, then units, jobs and objects that no report and
 * no listing needs any more, and ledger rows that were rolled up. Of all collectors one prunes, at most once an hour, in
 * short transactions; one that is killed is followed by another an hour later.
 */
@Singleton
public class Pruning {

    private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);

    private static final String BEGIN = """
            update pruning
            set worked_at = clock_timestamp()
            where worked_at < now() - interval '1 hour'
            returning worked_at
            """;

    private static final String CONTINUE = """
            update pruning
            set worked_at = clock_timestamp()
            where worked_at = :worked_at
            returning worked_at
            """;

    private final ScanDatabase database;
    private final CollectorConfiguration configuration;
    private final CollectorMeters meters;

    Pruning(ScanDatabase database, CollectorConfiguration configuration, CollectorMeters meters) {
        this.database = database;
        this.configuration = configuration;
        this.meters = meters;
    }

    @Scheduled(fixedDelay = "10m", initialDelay = "1m")
    void check() {
        if (!configuration.collecting()) {
            return;
        }
        try {
            prune();
        } catch (DataAccessException e) {
            LOG.warn("pruning failed and is tried again in an hour: {}", e.getMessage());
        }
    }

    /** Prunes to the end, unless some collector has done so within the last hour; returns the rows taken, by the names of the steps. */
    public Map<String, Long> prune() {
        var taken = new LinkedHashMap<String, Long>();
        var turn = new Turn();
        if (!turn.begin()) {
            return taken;
        }
        for (var step : PruneStep.ALL) {
            int rows = PruneStep.MAX_ROWS;
            while (rows == PruneStep.MAX_ROWS) {
                rows = turn.run(step);
                if (rows < 0) {
                    LOG.info("another collector prunes now");
                    return taken;
                }
                if (rows > 0) {
                    taken.merge(step.name(), (long) rows, Long::sum);
                    meters.pruned(step.name(), rows);
                }
            }
        }
        if (!taken.isEmpty()) {
            LOG.info(
                    "pruned what ended more than {} days ago: rows {}",
                    configuration.horizon().toDays(),
                    taken);
        }
        return taken;
    }

    /** The right to prune, which each step proves and renews. */
    private final class Turn {

        private @Nullable Instant workedAt;

        boolean begin() {
            workedAt = database.transaction(connection -> worked(connection, Sql.of(BEGIN)))
                    .orElse(null);
            return workedAt != null;
        }

        /** Negative if the turn was lost. */
        int run(PruneStep step) {
            var ran = database.transaction(connection -> {
                var now = worked(connection, Sql.of(CONTINUE).with("worked_at", workedAt));
                return new Ran(now, now.isEmpty() ? -1 : step.run(connection, configuration.horizon()));
            });
            workedAt = ran.workedAt.orElse(null);
            return ran.rows;
        }

        private static Optional<Instant> worked(Connection connection, Sql.Bound sql) throws SQLException {
            try (var statement = sql.prepare(connection);
                    var row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(Sql.instant(row, 1)) : Optional.empty();
            }
        }
    }

    private record Ran(Optional<Instant> workedAt, int rows) {}
}
