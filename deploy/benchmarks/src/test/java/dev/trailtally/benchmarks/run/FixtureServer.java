package dev.trailtally.benchmarks.run;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.RunRollupResponse;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import dev.trailtally.aggregator.v1.VerifySummary;
import dev.trailtally.migrator.Migrations;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Stands in for "trailtally serve": the contract's services over events in memory, and a PostgreSQL server in the kept
 * folder whose tables stay empty. With -Dlose it forgets an event.
 */
final class FixtureServer {

    private FixtureServer() {}

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        if (args[0].equals("--help")) {
            return;
        }
        var keep = Files.createDirectories(Path.of(option(args, "--keep")));
        var postgres = EmbeddedPostgres.builder()
                .setDataDirectory(keep.resolve("postgresql"))
                .start();
        new Migrations(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "").migrate();
        var events = new FixtureEvents(System.getProperty("lose") != null);
        var server = NettyServerBuilder.forAddress(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(option(args, "--port"))))
                .addService(new HealthStatusManager().getHealthService())
                .addService(new FixtureScans(events))
                .addService(new Rollups())
                .addService(new FixtureReports(events))
                .build()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.awaitTermination();
    }

    private static String option(String[] args, String name) {
        return args[Arrays.asList(args).indexOf(name) + 1];
    }

    private static final class Rollups extends RollupServiceGrpc.RollupServiceImplBase {

        @Override
        public void runRollup(RunRollupRequest request, StreamObserver<RunRollupResponse> response) {
            response.onNext(RunRollupResponse.getDefaultInstance());
            response.onCompleted();
        }

        @Override
        public void verifyRollups(VerifyRollupsRequest request, StreamObserver<VerifyRollupsResponse> response) {
            response.onNext(VerifyRollupsResponse.newBuilder()
                    .setSummary(VerifySummary.getDefaultInstance())
                    .build());
            response.onCompleted();
        }
    }
}
