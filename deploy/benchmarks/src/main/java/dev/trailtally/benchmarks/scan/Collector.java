package dev.trailtally.benchmarks.scan;

import dev.trailtally.benchmarks.limits.Database;
import dev.trailtally.benchmarks.run.ProcFile;
import dev.trailtally.benchmarks.run.Progress;
import dev.trailtally.benchmarks.run.Serving;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The product's collector in a process of its own, on a given database. */
public final class Collector implements AutoCloseable {

    public static final String HEAP = "-Xmx512m";

    private static final long SECONDS_TO_END = 60;

    private final Process process;
    private final ManagedChannel channel;
    private final Path log;

    private Collector(Process process, ManagedChannel channel, Path log) {
        this.process = process;
        this.channel = channel;
        this.log = log;
    }

    /** Starts it with a simulator as its AWS, and waits until it serves. */
    public static Collector start(Database database, Aws aws, Path folder) throws IOException, InterruptedException {
        var key = aws.managementKey();
        var settings = new HashMap<>(on(database));
        settings.putAll(Map.of(
                "collector.aws-endpoint", aws.endpoint().toString(),
                "collector.allowed-roles", "*",
                "aws.accessKeyId", key.id(),
                "aws.secretAccessKey", key.secret(),
                "aws.region", "eu-west-1"));
        return start(HEAP, settings, NettyChannelBuilder::usePlaintext, folder.resolve("collector.log"));
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param settings besides the ports
     * @param transport how the client connects
     */
    public static Collector start(
            String heap, Map<String, String> settings, Consumer<NettyChannelBuilder> transport, Path log)
            throws IOException, InterruptedException {
        int port = Serving.freePort();
        var options = new ArrayList<>(
                List.of(heap, "-Dgrpc.server.port=" + port, "-Dmicronaut.server.port=" + Serving.freePort()));
        settings.forEach((name, value) -> options.add("-D" + name + "=" + value));
        var process = new ProcessBuilder(
                        Java.command(options, "dev.trailtally.collector.CollectorApplication", List.of()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var builder = NettyChannelBuilder.forAddress("localhost", port);
        transport.accept(builder);
        var collector = new Collector(process, builder.build(), log);
        try {
            Serving.await(process, collector.channel, log);
            return collector;
        } catch (IOException | InterruptedException | RuntimeException e) {
            collector.close();
            throw e;
        }
    }

    /** The settings of its database. */
    public static Map<String, String> on(Database database) {
        return Map.of("datasources.collector.url", database.url(), "datasources.collector.username", "postgres");
    }

    public Channel channel() {
        return channel;
    }

    /** The largest resident set it had so far, in bytes. */
    public long peakMemory() {
        return ProcFile.peakResident(process.pid());
    }

    public double cpuSeconds() {
        return ProcFile.cpuSeconds(process.pid());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        if (!process.isAlive()) {
            Progress.say("the collector has ended unexpectedly; its last lines:\n" + Serving.lastLines(log));
        }
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
