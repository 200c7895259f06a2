package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.schema.TestDatabase;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What health says over gRPC and HTTP, by what the database is like. */
class HealthTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private TestDatabase database;
    private RunningService service;
    private URI http;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        var properties = new HashMap<>(database.datasource("report"));
        properties.put("micronaut.server.port", -1);
        service = RunningService.on(properties);
        http = service.context().getBean(EmbeddedServer.class).start().getURI();
        awaitServing();
    }

    @AfterEach
    void stop() {
        client.close();
        service.close();
        database.close();
    }

    @Test
    void itDoesNotServeWithoutATable() throws SQLException {
        execute("alter table sighting rename to sighting_later");
        awaitNotServing();

        execute("alter table sighting_later rename to sighting");
        awaitServing();
    }

    @Test
    void itDoesNotServeWithoutTheRightsOfItsRole() throws SQLException {
        execute("revoke select on ledger from trailtally_report");
        awaitNotServing();

        execute("grant select on ledger to trailtally_report");
        awaitServing();
    }

    /** Also fails if the newest migration is not the one that the services name as the version that they need. */
    @Test
    void itDoesNotServeOnAnOlderSchemaAndServesOnANewerOne() throws SQLException {
        execute("create table newest as select * from flyway_schema_history order by installed_rank desc limit 1");
        execute("delete from flyway_schema_history where version = (select version from newest)");
        awaitNotServing();

        execute("insert into flyway_schema_history select * from newest");
        awaitServing();

        execute("update newest set version = '9999', installed_rank = 9999");
        execute("insert into flyway_schema_history select * from newest");
        awaitServing();
    }

    @Test
    void itDoesNotServeWhileTheDatabaseIsAwayAndStaysAlive() throws Exception {
        var name = database.url().replaceAll(".*/", "");
        execute("alter database " + name + " connection limit 0"); // superusers connect regardless
        execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'report'");
        awaitNotServing();
        assertThat(get("/health/liveness").statusCode()).as("liveness").isEqualTo(200);
        assertThat(get("/metrics").body()).contains("trailtally_database_up 0.0");

        execute("alter database " + name + " connection limit -1");
        awaitServing();
    }

    @Test
    void onlyMetricsAndHealthWithoutDetailsAreOpenOverHttp() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/metrics").body())
                .contains("trailtally_database_up 1.0", "jvm_memory_used_bytes", "hikaricp_connections_active");
        for (var path : List.of(
                "/",
                "/beans",
                "/env",
                "/info",
                "/loggers",
                "/prometheus",
                "/refresh",
                "/routes",
                "/stop",
                "/threaddump")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    private void awaitServing() {
        await().untilAsserted(() -> assertStatus(ServingStatus.SERVING, 200));
    }

    private void awaitNotServing() {
        await().untilAsserted(() -> assertStatus(ServingStatus.NOT_SERVING, 503));
    }

    private void assertStatus(ServingStatus status, int readiness) throws Exception {
        for (var name : List.of("", ReportServiceGrpc.SERVICE_NAME, ChartServiceGrpc.SERVICE_NAME)) {
            assertThat(HealthGrpc.newBlockingStub(service.channel())
                            .check(HealthCheckRequest.newBuilder()
                                    .setService(name)
                                    .build())
                            .getStatus())
                    .as("health of \"" + name + "\"")
                    .isEqualTo(status);
        }
        assertThat(get("/health/readiness").statusCode()).as("readiness").isEqualTo(readiness);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(http.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void execute(String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
