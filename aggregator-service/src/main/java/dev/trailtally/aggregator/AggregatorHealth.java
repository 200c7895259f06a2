package dev.trailtally.aggregator;

import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.annotation.Context;
import io.micronaut.scheduling.annotation.Scheduled;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serving while the tables exist and the database answers. */
@Context
class AggregatorHealth {

    private static final Logger log = LoggerFactory.getLogger(AggregatorHealth.class);

    private static final String READY = """
            select 1
            from retention
            where to_regclass('rollup_account') is not null
            """;

    private final Database database;
    private final HealthStatusManager health;
    private ServingStatus status = ServingStatus.UNKNOWN;

    AggregatorHealth(Database database, HealthStatusManager health) {
        this.database = database;
        this.health = health;
        change(ServingStatus.NOT_SERVING);
    }

    @Scheduled(fixedDelay = "5s")
    void check() {
        try (var connection = database.open();
                var statement = connection.prepareStatement(READY);
                var row = statement.executeQuery()) {
            change(row.next() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
        } catch (SQLException e) {
            if (status != ServingStatus.NOT_SERVING) {
                log.warn("Not serving until the database answers again: {}", e.getMessage());
            }
            change(ServingStatus.NOT_SERVING);
        }
    }

    private synchronized void change(ServingStatus next) {
        if (next != status) {
            status = next;
            health.setStatus(RollupServiceGrpc.SERVICE_NAME, next);
            log.info("{} is {}", RollupServiceGrpc.SERVICE_NAME, next);
        }
    }
}
