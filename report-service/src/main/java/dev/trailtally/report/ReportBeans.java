package dev.trailtally.report;

import com.zaxxer.hikari.HikariDataSource;
import dev.trailtally.report.chart.drawing.ChartRenderer;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.event.EventPages;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.server.health.ServiceDatabase;
import io.micronaut.context.annotation.Bean;
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
final class ReportBeans {

    // Unwrapped: Micronaut's own wrapper hands out connections only within its managed transactions.
    @Singleton
    Snapshots snapshots(@Named("report") DataSource dataSource, ReportConfiguration configuration) {
        return new Snapshots(DelegatingDataSource.unwrapDataSource(dataSource), configuration.timeout());
    }

    @Singleton
    @Named("report")
    ServiceDatabase database(@Named("report") DataSource dataSource) throws SQLException {
        return new ServiceDatabase(
                "report",
                List.of(
                        ReportServiceGrpc.SERVICE_NAME,
                        AccessServiceGrpc.SERVICE_NAME,
                        OrganizationReportServiceGrpc.SERVICE_NAME,
                        ChartServiceGrpc.SERVICE_NAME),
                DelegatingDataSource.unwrapDataSource(dataSource).unwrap(HikariDataSource.class),
                List.of(
                        "event",
                        "event_segment",
                        "ledger",
                        "retention",
                        "rollup_account",
                        "last_accessed",
                        "sighting",
                        "addendum"));
    }

    @Singleton
    CountLimit countLimit(ReportConfiguration configuration) {
        return new CountLimit(configuration.maxCounts());
    }

    @Singleton
    EventPages eventPages(ReportConfiguration configuration) {
        return new EventPages(configuration.eventWalkTime());
    }

    @Singleton
    @Bean(preDestroy = "close")
    ChartRenderer renderer(ReportConfiguration configuration) {
        return new ChartRenderer(configuration.timeout());
    }

    @Singleton
    @Named("report")
    Clock clock() {
        return Clock.systemUTC();
    }
}
