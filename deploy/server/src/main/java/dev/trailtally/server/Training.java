package dev.trailtally.server;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * Starts a service on free ports of this machine and without a database, calls it, and ends: what the JVM loads meanwhile goes
 * into an AOT cache.
 */
public final class Training {

    private static final long CALL_SECONDS = 10;
    private static final int HTTP_TIMEOUT_MILLIS = 10_000;

    private Training() {}

    /**
     * Exits with code 0, or another one if the service does not start or answer.
     *
     * @param arguments the main class of the service
     */
    public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
        int port = freePort();
        int httpPort = freePort();
        System.setProperty("grpc.server.host", "127.0.0.1");
        System.setProperty("grpc.server.port", Integer.toString(port));
        System.setProperty("micronaut.server.host", "127.0.0.1");
        System.setProperty("micronaut.server.port", Integer.toString(httpPort));
        for (var service : new String[] {"COLLECTOR", "AGGREGATOR", "REPORT"}) {
            System.setProperty(service + "_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + freePort() + "/none");
        }
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        var answers = askHealth(port) && answers(httpPort, "/health/liveness") && answers(httpPort, "/metrics");
        System.exit(answers ? 0 : 1);
    }

    private static boolean askHealth(int port) {
        var channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .isInitialized();
        } catch (StatusRuntimeException e) {
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean answers(int port, String path) throws IOException {
        var connection = URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(HTTP_TIMEOUT_MILLIS);
        connection.setReadTimeout(HTTP_TIMEOUT_MILLIS);
        try (var body = connection.getInputStream()) {
            return body.readAllBytes().length > 0;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
