package dev.trailtally.collector.metric;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.server.database.Sql;
import dev.trailtally.server.metric.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** How many scans there are in each state. */
@Singleton
final class ScanStates implements Measurement {

    private static final String SQL = """
            select state, count(scan.scan_id) filter (where scan.pruned_at is null)
            from unnest(array['pending', 'running', 'succeeded', 'incomplete', 'cancelled']) state
            left join scan using (state)
            group by state
            """;

    private final ScanDatabase database;
    private final MultiGauge gauge;

    ScanStates(ScanDatabase database, MeterRegistry registry) {
        this.database = database;
        this.gauge = MultiGauge.builder("trailtally.scans")
                .description("Scans by state")
                .register(registry);
    }

    @Override
    public String name() {
        return "scans";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(15);
    }

    @Override
    public void read() {
        gauge.register(
                database.statement(connection -> Sql.of(SQL)
                        .<MultiGauge.Row<?>>list(
                                connection,
                                row -> MultiGauge.Row.of(Tags.of("state", row.getString(1)), row.getLong(2)))),
                true);
    }

    @Override
    public void forget() {
        gauge.register(List.of(), true);
    }
}
