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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product's collector in a process of its own, on a given database, with a simulator as its AWS. */
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

    /** Starts it and waits until it serves. */
    public static Collector start(Database database, Aws aws, Path folder) throws IOException, InterruptedException {
        int port = Serving.freePort();
        var log = folder.resolve("collector.log");
        var process = new ProcessBuilder(command(database, aws, port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        var collector = new Collector(process, channel, log);
        try {
            Serving.await(process, channel, log);
            return collector;
        } catch (IOException | InterruptedException | RuntimeException e) {
            collector.close();
            throw e;
        }
    }

    private static List<String> command(Database database, Aws aws, int port) {
        var options = new ArrayList<>(List.of(HEAP));
        var key = aws.managementKey();
        Map.of(
                        "grpc.server.port", Integer.toString(port),
                        "datasources.collector.url", database.url(),
                        "datasources.collector.username", "postgres",
                        "collector.aws-endpoint", aws.endpoint().toString(),
                        "collector.allowed-roles", "*",
                        "aws.accessKeyId", key.id(),
                        "aws.secretAccessKey", key.secret(),
                        "aws.region", "eu-west-1")
                .forEach((name, value) -> options.add("-D" + name + "=" + value));
        return Java.command(options, "dev.trailtally.collector.CollectorApplication", List.of());
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
