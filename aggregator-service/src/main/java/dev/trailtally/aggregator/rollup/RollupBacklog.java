package dev.trailtally.aggregator.rollup;

import dev.trailtally.server.metric.Measurement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is committed and not rolled up yet. */
@Context
final class RollupBacklog implements Measurement {

    private final RollupStatus status;
    private volatile RollupStatus.@Nullable State last;

    RollupBacklog(RollupStatus status, MeterRegistry registry) {
        this.status = status;
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
        last = status.read();
    }

    @Override
    public void forget() {
        last = null;
    }

    private double batches() {
        var known = last;
        return known == null ? Double.NaN : known.pendingEntries();
    }

    private double ageInSeconds() {
        var known = last;
        return known == null ? Double.NaN : known.lag().toMillis() / 1_000.0;
    }
}
