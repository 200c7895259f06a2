package dev.trailtally.collector;

import com.zaxxer.hikari.HikariDataSource;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.server.health.ServiceDatabase;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The parts of the service that are not classes of their own. */
@Factory
final class CollectorBeans {

    @Singleton
    @Named("collector")
    ServiceDatabase database(@Named("collector") DataSource dataSource) throws SQLException {
        return new ServiceDatabase(
                "collector",
                List.of(ScanServiceGrpc.SERVICE_NAME),
                DelegatingDataSource.unwrapDataSource(dataSource).unwrap(HikariDataSource.class),
                List.of(
                        "event",
                        "event_segment",
                        "retention",
                        "scan",
                        "log_object",
                        "scan_unit",
                        "last_accessed_job",
                        "addendum"));
    }
}
