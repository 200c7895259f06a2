package dev.trailtally.report;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.server.caller.Accounts;
import dev.trailtally.server.caller.Caller;
import dev.trailtally.server.caller.NamedCallers;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The unchanged service on its own port, and a channel to it. */
record RunningService(ApplicationContext context, ManagedChannel channel) implements AutoCloseable {

    static RunningService on(TestDatabase database) {
        return on(database.datasource("report"));
    }

    static RunningService on(TestDatabase database, int connections) {
        var properties = new HashMap<>(database.datasource("report"));
        properties.put("datasources.report.maximum-pool-size", connections);
        return on(properties);
    }

    static RunningService on(TestDatabase database, Clock clock) {
        return on(database.datasource("report"), clock);
    }

    static RunningService on(Map<String, Object> properties) {
        return on(properties, Clock.systemUTC());
    }

    /** All its callers may see only these accounts. */
    static RunningService onlyFor(TestDatabase database, String... accountIds) {
        var caller = new Caller("test", Role.ROLE_READER, new Accounts(false, Set.of(accountIds), Set.of()));
        return on(database.datasource("report"), Clock.systemUTC(), new NamedCallers(caller));
    }

    private static RunningService on(Map<String, Object> properties, Clock clock, Object... beans) {
        var all = new HashMap<>(properties);
        all.put("grpc.server.port", 0); // the system chooses, so that no other test can take it in between
        all.put("server.health-interval", "200ms");
        var context = ApplicationContext.run(all);
        // As if services share a server and each brings one.
        context.registerSingleton(
                BindableService.class, ProtoReflectionServiceV1.newInstance(), Qualifiers.byName("otherReflection"));
        context.registerSingleton(Clock.class, clock, Qualifiers.byName("report"));
        for (var bean : beans) {
            context.registerSingleton(bean);
        }
        var server = context.getBean(GrpcEmbeddedServer.class).start();
        var channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        return new RunningService(context, channel);
    }

    ReportServiceGrpc.ReportServiceBlockingStub reports() {
        return ReportServiceGrpc.newBlockingStub(channel);
    }

    AccessServiceGrpc.AccessServiceBlockingStub access() {
        return AccessServiceGrpc.newBlockingStub(channel);
    }

    OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub organization() {
        return OrganizationReportServiceGrpc.newBlockingStub(channel);
    }

    ChartServiceGrpc.ChartServiceBlockingStub charts() {
        return ChartServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        context.close();
    }
}
