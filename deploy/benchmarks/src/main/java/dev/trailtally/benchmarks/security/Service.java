package dev.trailtally.benchmarks.security;

import dev.trailtally.benchmarks.run.Serving;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The collector in a process of its own, with its own log, which asks AWS for nothing. */
final class Service implements AutoCloseable {

    private static final long SECONDS_TO_END = 30;

    private final Process process;
    private final ManagedChannel channel;

    private Service(Process process, ManagedChannel channel) {
        this.process = process;
        this.channel = channel;
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param settings besides the port
     * @param transport how the client connects
     */
    static Service start(Map<String, String> settings, Consumer<NettyChannelBuilder> transport, Path log)
            throws IOException, InterruptedException {
        int port = Serving.freePort();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-Dcollector.collecting=false",
                "-Dgrpc.server.port=" + port,
                "-Dmicronaut.server.port=" + Serving.freePort()));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "dev.trailtally.collector.CollectorApplication"));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var builder = NettyChannelBuilder.forAddress("localhost", port);
        transport.accept(builder);
        var service = new Service(process, builder.build());
        try {
            Serving.await(process, service.channel, log);
            return service;
        } catch (IOException | InterruptedException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.destroy();
        try {
            if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
