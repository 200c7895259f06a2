package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.server.database.Sql;
import dev.trailtally.server.metric.Measurement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is committed and not rolled up yet. */
@Context
final class RollupBacklog implements Measurement {

    // Read every 15 s, so it looks at nothing but the pending rows of the ledger.
    private static final Sql PENDING = new Sql("""
            select count(*), coalesce(extract(epoch from clock_timestamp() - min(committed_at)), 0)
            from ledger
            where rolled_up_at is null
            """);

    private final Database database;
    private volatile @Nullable Pending last;

    RollupBacklog(Database database, MeterRegistry registry) {
        this.database = database;
        Gauge.builder("trailtally.rollup.backlog.batches", this, RollupBacklog::batches)
                .description("Batches of accounts that are committed and not rolled up; NaN while they are not known")
                .register(registry);
        Gauge.builder("trailtally.rollup.backlog.age", this, RollupBacklog::ageInSeconds)
                .description("Seconds since the oldest of them was committed; 0 if there is none")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public String name() {
        return "rollup backlog";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(15);
    }

    @Override
    public void read() throws SQLException {
        try (var connection = database.open();
                var statement = PENDING.prepare(connection, Map.of());
                var row = statement.executeQuery()) {
            row.next();
            last = new Pending(row.getLong(1), Math.max(0, row.getDouble(2)));
        }
    }

    @Override
    public void forget() {
        last = null;
    }

    private double batches() {
        var known = last;
        return known == null ? Double.NaN : known.batches;
    }

    private double ageInSeconds() {
        var known = last;
        return known == null ? Double.NaN : known.ageInSeconds;
    }

    private record Pending(long batches, double ageInSeconds) {}
}
