package dev.trailtally.aggregator;

import com.zaxxer.hikari.HikariDataSource;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.server.health.ServiceDatabase;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;

/** The parts of the service. */
@Factory
final class AggregatorBeans {

    // Named, so that services in one context need not share a clock.
    @Singleton
    @Named("aggregator")
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    @Named("aggregator")
    ServiceDatabase database(@Named("aggregator") DataSource dataSource) throws SQLException {
        return new ServiceDatabase(
                "aggregator",
                List.of(RollupServiceGrpc.SERVICE_NAME),
                DelegatingDataSource.unwrapDataSource(dataSource).unwrap(HikariDataSource.class),
                List.of(
                        "event",
                        "event_segment",
                        "ledger",
                        "retention",
                        "rollup_account",
                        "service_day",
                        "sighting",
                        "addendum"));
    }
}
