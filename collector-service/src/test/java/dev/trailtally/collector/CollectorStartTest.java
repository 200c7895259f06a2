package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trailtally.schema.TestDatabase;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CollectorStartTest {

    @Test
    void anUnknownKeyStopsTheStartAndIsNamed() {
        assertThatThrownBy(() -> ApplicationContext.run(Map.of("collector.local-rots", "/data"))
                        .close())
                .hasStackTraceContaining("unknown setting collector.local-rots")
                .hasStackTraceContaining("local-roots");
    }

    @Test
    void aValueOutOfRangeStopsTheStartAndIsNamed() {
        assertThatThrownBy(() ->
                        ApplicationContext.run(Map.of("collector.lease", "1s")).close())
                .hasStackTraceContaining("collector.lease must be at least 3s");
    }

    @Test
    void theServiceServesOnceTheSchemaIsThere() throws SQLException {
        try (var database = TestDatabase.create()) {
            execute(database, "alter table scan rename to scan_later");
            try (var context = start(database)) {
                assertThat(health(context)).isEqualTo(ServingStatus.NOT_SERVING);

                execute(database, "alter table scan_later rename to scan");

                await().until(() -> health(context) == ServingStatus.SERVING);
            }
        }
    }

    @Test
    void reflectionNamesTheServiceEvenWhereAnotherServiceBringsItsOwn() throws Exception {
        try (var database = TestDatabase.create();
                var context = start(database)) {
            assertThat(services(context)).contains("trailtally.collector.v1.ScanService", "grpc.health.v1.Health");
        }
    }

    private static ApplicationContext start(TestDatabase database) {
        var properties = new HashMap<String, Object>(database.datasource("collector"));
        properties.put("grpc.server.port", 0);
        var context = ApplicationContext.builder(properties).build();
        context.registerSingleton(
                BindableService.class, ProtoReflectionServiceV1.newInstance(), Qualifiers.byName("another"));
        context.start();
        context.getBean(GrpcEmbeddedServer.class).start();
        return context;
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private static ServingStatus health(ApplicationContext context) {
        var channel = channel(context);
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.newBuilder()
                            .setService("trailtally.collector.v1.ScanService")
                            .build())
                    .getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    private static List<String> services(ApplicationContext context) throws Exception {
        var channel = channel(context);
        var answer = new CompletableFuture<ServerReflectionResponse>();
        var requests = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        });
        try {
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
            return answer.get().getListServicesResponse().getServiceList().stream()
                    .map(ServiceResponse::getName)
                    .toList();
        } finally {
            channel.shutdownNow();
        }
    }

    private static ManagedChannel channel(ApplicationContext context) {
        return ManagedChannelBuilder.forAddress(
                        "127.0.0.1", context.getBean(GrpcEmbeddedServer.class).getPort())
                .usePlaintext()
                .build();
    }
}
