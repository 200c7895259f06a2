package dev.trailtally.benchmarks.run;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Starts a process and waits until its server can be called. */
public final class Serving {

    private static final Duration TO_SERVE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(20);

    private Serving() {}

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until the health service says SERVING; fails with the last lines of the log otherwise. */
    public static void await(Process process, ManagedChannel channel, Path log)
            throws IOException, InterruptedException {
        var deadline = System.nanoTime() + TO_SERVE.toNanos();
        while (!serving(channel)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the server did not come up; its last lines:\n" + lastLines(log));
            }
            Thread.sleep(BETWEEN_CHECKS);
        }
    }

    public static String lastLines(Path log) {
        try (var lines = Files.lines(log)) {
            var all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
        } catch (IOException e) {
            return "could not be read: " + e.getMessage();
        }
    }

    private static boolean serving(ManagedChannel channel) {
        // A channel that failed to connect backs off, up to two minutes: longer than a start takes.
        channel.resetConnectBackoff();
        try {
            var health = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(1, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return health.getStatus() == ServingStatus.SERVING;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }
}
