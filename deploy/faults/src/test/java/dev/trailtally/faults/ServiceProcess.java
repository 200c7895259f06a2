package dev.trailtally.faults;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service on a port of its own, which it keeps when it is started again. */
final class ServiceProcess implements AutoCloseable {

    private static final long HEALTH_SECONDS = 2;
    private static final long STOP_SECONDS = 60;
    private static final int FIRST_PORT = 12_000;
    private static final int FIRST_PORT_OF_CONNECTIONS = 32_768;
    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    final Service service;
    final int port = freePort();
    final MovableClock clock;
    private final int httpPort = freePort();
    private final Map<String, String> environment;
    private final Path log;
    private final ManagedChannel channel;
    private List<String> command;
    private @Nullable Process process;

    /**
     * Does not start it.
     *
     * @param environment variables, besides those for its ports
     * @param folder for what it prints, and its clock
     */
    ServiceProcess(Service service, Map<String, String> environment, Path folder) {
        this(service, Version.PRESENT.command(service), environment, folder);
    }

    /** The same with another command than that of this build. */
    ServiceProcess(Service service, List<String> command, Map<String, String> environment, Path folder) {
        this.service = service;
        this.command = command;
        this.environment = environment;
        this.log = folder.resolve(service.login() + "-" + port + ".log");
        this.clock = new MovableClock(folder.resolve(service.login() + "-" + port + ".clock"));
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    void start() {
        start(Map.of());
    }

    /** Starts another version of it, now and whenever it is started again. */
    synchronized void start(Version other) {
        command = other.command(service);
        start();
    }

    /** Starts it with a clock that can be moved while it runs; the library makes it several times slower. */
    void startWithClock() {
        start(clock.environment());
    }

    private synchronized void start(Map<String, String> further) {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(further);
        builder.environment().put(service.name() + "_PORT", Integer.toString(port));
        builder.environment().put(service.name() + "_HTTP_PORT", Integer.toString(httpPort));
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(service + " did not start", e);
        }
    }

    /** As by kill -9. */
    synchronized void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** By SIGTERM, as an operator or Kubernetes does. */
    synchronized void stop() {
        running().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running().destroyForcibly();
                throw new AssertionError(
                        "%s did not stop within %d seconds; see %s".formatted(service, STOP_SECONDS, log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    long pid() {
        return running().pid();
    }

    private Process running() {
        return requireNonNull(process, service + " was not started");
    }

    ManagedChannel channel() {
        return channel;
    }

    /** What it says of itself; null if it does not answer. */
    @Nullable
    ServingStatus health() {
        return health(service.healthName);
    }

    /** What it says of one of its services, or of all by the name "". */
    @Nullable
    ServingStatus health(String name) {
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(HEALTH_SECONDS, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(name).build())
                    .getStatus();
        } catch (StatusRuntimeException e) {
            channel.resetConnectBackoff();
            return null;
        }
    }

    /** Its metrics, in the text format of Prometheus. */
    String metrics() throws IOException {
        try (var body =
                URI.create("http://127.0.0.1:" + httpPort + "/metrics").toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The HTTP status of its readiness; 0 if it does not answer. */
    int readiness() {
        try {
            var address = URI.create("http://127.0.0.1:" + httpPort + "/health/readiness");
            return ((HttpURLConnection) address.toURL().openConnection()).getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** What it has printed since its first start. */
    String printed() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isServing() {
        return health() == ServingStatus.SERVING;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        synchronized (this) {
            if (process != null) {
                process.destroyForcibly();
                awaitEnd();
            }
        }
    }

    /** A port of its own, below those that the system gives to connections: nobody takes it while the process is away. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_PORT_OF_CONNECTIONS);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (PORTS.add(socket.getLocalPort())) {
                    return port;
                }
            } catch (BindException e) {
                // Another program has it: the next one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
