package dev.trailtally.report;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.annotation.Context;
import io.micronaut.scheduling.annotation.Scheduled;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serving while the tables exist and the database answers. */
@Context
class ReportHealth {

    private static final Logger log = LoggerFactory.getLogger(ReportHealth.class);

    private static final List<String> SERVICES = List.of(
            ReportServiceGrpc.SERVICE_NAME,
            AccessServiceGrpc.SERVICE_NAME,
            OrganizationReportServiceGrpc.SERVICE_NAME,
            ChartServiceGrpc.SERVICE_NAME);

    private static final Sql READY = new Sql("""
            select raw_events_from
            from retention
            where to_regclass('rollup_account') is not null
            and to_regclass('last_accessed') is not null
            and to_regclass('sighting') is not null
            """);

    private final Snapshots snapshots;
    private final HealthStatusManager health;
    private ServingStatus status = ServingStatus.UNKNOWN;

    ReportHealth(Snapshots snapshots, HealthStatusManager health) {
        this.snapshots = snapshots;
        this.health = health;
        change(ServingStatus.NOT_SERVING);
    }

    @Scheduled(fixedDelay = "${report.health-interval:5s}")
    void check() {
        try {
            boolean ready = snapshots.read(
                    snapshot -> snapshot.first(READY, new Binds(), row -> true).isPresent());
            change(ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
        } catch (StatusRuntimeException e) {
            if (status != ServingStatus.NOT_SERVING) {
                log.warn("Not serving until the database answers again: {}", e.getMessage());
            }
            change(ServingStatus.NOT_SERVING);
        }
    }

    private synchronized void change(ServingStatus next) {
        if (next != status) {
            status = next;
            SERVICES.forEach(service -> health.setStatus(service, next));
            log.info("{} are {}", String.join(", ", SERVICES), next);
        }
    }
}
