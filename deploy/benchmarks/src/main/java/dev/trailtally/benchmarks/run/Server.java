package dev.trailtally.benchmarks.run;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The product under test: "trailtally serve" in a separate process, on its own database. */
public final class Server implements AutoCloseable {

    private static final Duration TO_END = Duration.ofMinutes(2);

    private final Process launcher;
    private final Path log;
    private final ManagedChannel channel;
    private final double startSeconds;
    private final ProcessHandle jvm;
    private final Postmaster postmaster;
    private final ProcessUse.Watch watch;

    private Server(Process launcher, Path log, ManagedChannel channel, double startSeconds, Postmaster postmaster) {
        this.launcher = launcher;
        this.log = log;
        this.channel = channel;
        this.startSeconds = startSeconds;
        this.jvm = jvmOf(launcher.toHandle());
        this.postmaster = postmaster;
        this.watch = new ProcessUse.Watch(jvm.pid(), postmaster);
    }

    /** Builds the product if necessary, so that no measured start includes the build. */
    public static void build(Path command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command.toString(), "--help")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + " --help failed");
        }
    }

    /**
     * Starts the product and waits until its health service says SERVING.
     *
     * @param command the trailtally command
     * @param work an empty folder for its database and its log
     * @param environment further configuration
     */
    public static Server start(Path command, Path work, Map<String, String> environment)
            throws IOException, InterruptedException {
        var keep = work.resolve("database");
        var port = Serving.freePort();
        var log = work.resolve("server.log");
        var builder = new ProcessBuilder(List.of(
                        command.toString(),
                        "serve",
                        "--keep",
                        keep.toString(),
                        "--port",
                        Integer.toString(port),
                        "--no-sample",
                        "--allow",
                        "/"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("COLLECTOR_LOCAL_ROOTS", "/");
        builder.environment().put("COLLECTOR_ALLOWED_BUCKETS", "*");
        builder.environment().put("COLLECTOR_ALLOWED_ROLES", "*");
        builder.environment().putAll(environment);
        var begun = System.nanoTime();
        var launcher = builder.start();
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(64 * 1024 * 1024)
                .build();
        try {
            Serving.await(launcher, channel, log);
            var seconds = (System.nanoTime() - begun) / 1e9;
            return new Server(launcher, log, channel, seconds, Postmaster.in(keep));
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.shutdownNow();
            end(launcher);
            throw e;
        }
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** From the start of the process to SERVING. */
    public double startSeconds() {
        return startSeconds;
    }

    public ProcessUse use() {
        return watch.soFar();
    }

    public StoreSize size() throws SQLException {
        try (Connection connection = postmaster.connect()) {
            return StoreSize.of(connection);
        }
    }

    @Override
    public void close() {
        watch.close();
        channel.shutdownNow();
        if (!launcher.isAlive()) {
            Progress.say("the server has ended unexpectedly; its last lines:\n" + Serving.lastLines(log));
        }
        end(launcher);
        ProcessHandle.of(postmaster.pid())
                .ifPresent(left -> left.onExit()
                        .orTimeout(TO_END.toSeconds(), TimeUnit.SECONDS)
                        .exceptionally(timeout -> left)
                        .join());
    }

    /** The launcher itself if it became the JVM, otherwise its descendant. */
    private static ProcessHandle jvmOf(ProcessHandle launcher) {
        return Stream.concat(Stream.of(launcher), launcher.descendants())
                .filter(process -> process.info()
                        .command()
                        .map(path -> path.endsWith("/java"))
                        .orElse(false))
                .findFirst()
                .orElse(launcher);
    }

    /** SIGTERM to the JVM, whose launcher may not pass it on; SIGKILL to the processes that are left after a while. */
    private static void end(Process launcher) {
        var jvm = jvmOf(launcher.toHandle());
        jvm.destroy();
        try {
            if (launcher.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        jvm.destroyForcibly();
        launcher.destroyForcibly();
    }
}
