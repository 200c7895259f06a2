package dev.trailtally.collector;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.WatchScanRequest;
import io.grpc.ManagedChannelBuilder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.io.IOException;
import java.util.Base64;

/** What a command does, as a program: has a collector of its own work on one request, and ends with its scan. */
public final class ScanningCommand {

    private ScanningCommand() {}

    public static void main(String[] arguments) throws IOException {
        var request = CreateScanRequest.parseFrom(Base64.getDecoder().decode(arguments[0]));
        try (var context = ApplicationContext.run()) {
            var server = context.getBean(GrpcEmbeddedServer.class);
            server.start();
            var channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.getPort())
                    .usePlaintext()
                    .build();
            var scans = ScanServiceGrpc.newBlockingStub(channel);
            var scanId = scans.createScan(request).getScan().getScanId();
            scans.watchScan(WatchScanRequest.newBuilder().setScanId(scanId).build())
                    .forEachRemaining(state -> {});
            channel.shutdownNow();
        }
    }

    static String argument(CreateScanRequest request) {
        return Base64.getEncoder().encodeToString(request.toByteArray());
    }
}
