package dev.trailtally.benchmarks.run;

import static dev.trailtally.benchmarks.run.Progress.say;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.logs.Truth;
import dev.trailtally.benchmarks.run.Result.Grown;
import dev.trailtally.benchmarks.run.Result.Logs;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run: zcat, product, zcat, product, zcat …, then reports on the last product's database, then perhaps growth. */
final class Benchmark {

    private static final long SEED = 7;

    private final Path command;
    private final Path work;
    private final LogFolder logs;
    private final @Nullable LogFolder further;
    private final int rounds;
    private final int calls;
    private final List<Double> zcatSeconds = new ArrayList<>();
    private final List<Double> zcatCpuSeconds = new ArrayList<>();
    private final List<Double> startSeconds = new ArrayList<>();
    private final List<Pipeline> pipelines = new ArrayList<>();

    /**
     * @param command the trailtally command
     * @param work an empty folder for databases
     * @param further logs to grow by; null if the database does not grow
     */
    Benchmark(Path command, Path work, LogFolder logs, @Nullable LogFolder further, int rounds, int calls) {
        this.command = command;
        this.work = work;
        this.logs = logs;
        this.further = further;
        this.rounds = rounds;
        this.calls = calls;
    }

    Result run() throws IOException, InterruptedException, SQLException {
        Server.build(command);
        var files = logs.files().size();
        say(Markdown.format("reading %,d files once, so that they are in memory", files));
        var bytes = Zcat.warm(logs);
        var bytesRaw = zcat();
        for (var round = 1; round < rounds; round++) {
            try (var server = startServer(round)) {
                pipeline(server);
            }
            zcat();
        }
        try (var server = startServer(rounds)) {
            pipeline(server);
            var use = server.use();
            zcat();
            return lastRound(server, use, new Logs(logs.tree().toString(), files, bytes, bytesRaw));
        }
    }

    private Result lastRound(Server server, ProcessUse use, Logs files) throws IOException, SQLException {
        var correctness = new Correctness(server.channel());
        var differences = differences(correctness, logs.truth());
        var rollupDifferences = correctness.rollupDifferences();
        var latencies = latencies(server.channel());
        var size = server.size(); // at rest: months are filled, and what was counted is vacuumed
        return new Result(
                Machine.here(),
                files,
                zcatSeconds,
                zcatCpuSeconds,
                startSeconds,
                pipelines,
                size,
                use,
                differences,
                rollupDifferences,
                latencies,
                further == null ? null : grow(server, further));
    }

    private Grown grow(Server server, LogFolder more) throws SQLException {
        say(Markdown.format("collecting the further files of %s", more.tree()));
        var pipeline = Pipeline.run(server.channel(), more.tree());
        var use = server.use();
        var correctness = new Correctness(server.channel());
        var truth = logs.truth() == null || more.truth() == null
                ? null
                : logs.truth().plus(more.truth());
        var differences = differences(correctness, truth);
        var rollupDifferences = correctness.rollupDifferences();
        var latencies = latencies(server.channel());
        return new Grown(
                pipeline,
                pipelines.getLast().records().stored() + pipeline.records().stored(),
                server.size(),
                use,
                differences,
                rollupDifferences,
                latencies);
    }

    private long zcat() throws IOException, InterruptedException {
        var zcat = Zcat.time(logs);
        zcatSeconds.add(zcat.seconds());
        zcatCpuSeconds.add(zcat.cpuSeconds());
        say(Markdown.format("zcat: %.2f s", zcat.seconds()));
        return zcat.bytesRaw();
    }

    private Server startServer(int round) throws IOException, InterruptedException {
        var folder = Files.createDirectories(work.resolve("round-" + round));
        var server = Server.start(command, folder, Map.of());
        startSeconds.add(server.startSeconds());
        say(Markdown.format("start: %.2f s", server.startSeconds()));
        return server;
    }

    private void pipeline(Server server) {
        var pipeline = Pipeline.run(server.channel(), logs.tree());
        pipelines.add(pipeline);
        say(Markdown.format(
                "files -> events -> rollups -> first report: %.2f s (collecting %.2f, rollup %.2f, report %.2f)",
                pipeline.seconds(), pipeline.collectSeconds(), pipeline.rollupSeconds(), pipeline.reportSeconds()));
    }

    private static @Nullable List<String> differences(Correctness correctness, @Nullable Truth truth) {
        say("comparing the counts, verifying the rollups");
        return truth == null ? null : correctness.differences(truth);
    }

    private List<Latency> latencies(Channel channel) {
        say(Markdown.format("calling each report %,d times", calls));
        var population = Population.of(channel, SEED);
        return CallTimes.inTurn(new AccountCalls(channel, population, SEED).kinds(), calls);
    }
}
