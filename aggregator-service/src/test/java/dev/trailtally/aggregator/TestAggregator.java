package dev.trailtally.aggregator;

import static org.awaitility.Awaitility.await;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.RunRollupResponse;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.server.metric.Measurement;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A whole aggregator with a gRPC channel to it; it does nothing in the background unless requested. */
final class TestAggregator implements AutoCloseable {

    private final ApplicationContext context;
    private final ManagedChannel channel;

    private TestAggregator(ApplicationContext context) {
        this.context = context;
        var server = context.getBean(GrpcEmbeddedServer.class);
        server.start();
        this.channel = ManagedChannelBuilder.forAddress("localhost", server.getPort())
                .usePlaintext()
                .build();
    }

    static TestAggregator on(TestDatabase database, Object... configuration) {
        var properties = new HashMap<String, Object>(database.datasource("aggregator"));
        properties.put("grpc.server.port", 0); // not ${random.port}: that one may be taken until it is bound
        properties.put("aggregator.background", false);
        for (int i = 0; i < configuration.length; i += 2) {
            properties.put((String) configuration[i], configuration[i + 1]);
        }
        return new TestAggregator(ApplicationContext.run(properties));
    }

    RollupServiceGrpc.RollupServiceBlockingStub service() {
        return RollupServiceGrpc.newBlockingStub(channel);
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Rolls up what is pending. */
    RunRollupResponse rollUp() {
        return service().runRollup(RunRollupRequest.getDefaultInstance());
    }

    /** Adds all runs to their days and months, and packs crowded days, as the background does. */
    static void settle(TestDatabase database) {
        try (var background = on(database, "aggregator.background", true, "aggregator.settle-after", "0s")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> background.isSettled(database));
        }
    }

    private boolean isSettled(TestDatabase database) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery("""
                        select from rollup_account where unsettled_count > 0
                        union all
                        select from event_day where small_count >= 8
                        """)) {
            return context.isRunning() && !rows.next();
        }
    }

    /** Reads the figures of the metrics, as the background does. */
    void measure() throws SQLException {
        for (var measurement : context.getBeansOfType(Measurement.class)) {
            measurement.read();
        }
    }

    /** The value of a gauge, by its name in Micrometer. */
    double gauge(String name) {
        return context.getBean(MeterRegistry.class).get(name).gauge().value();
    }

    /** The differences, then the summary. */
    List<VerifyRollupsResponse> verify(VerifyRollupsRequest request) {
        var responses = service().verifyRollups(request);
        return StreamSupport.stream(((Iterable<VerifyRollupsResponse>) () -> responses).spliterator(), false)
                .toList();
    }

    /** The tables that a recount of everything finds wrong. */
    Stream<String> wrongRollups() {
        return verify(VerifyRollupsRequest.getDefaultInstance()).stream()
                .filter(VerifyRollupsResponse::hasDifference)
                .map(response -> response.getDifference().getRollup());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        context.close();
    }
}
