package dev.trailtally.benchmarks.limits;

import static dev.trailtally.benchmarks.run.Markdown.format;
import static dev.trailtally.benchmarks.run.Progress.say;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.run.Pipeline;
import dev.trailtally.benchmarks.run.Server;
import dev.trailtally.benchmarks.run.Zcat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;

/** Measures each stage of the pipeline alone, on the same files, with one thread and with one for each core. */
final class Limits {

    private static final int BUFFER = 64 * 1024;

    private final LogFolder logs;
    private final Path work;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final List<Stage> stages = new ArrayList<>();

    /** @param work an empty folder for databases */
    Limits(LogFolder logs, Path work) {
        this.logs = logs;
        this.work = work;
    }

    /** zcat comes first. */
    List<Stage> stages() {
        return List.copyOf(stages);
    }

    void files() throws IOException, InterruptedException, ExecutionException {
        // Counting also reads the files once, so that they are in memory.
        var counted = new LongAdder();
        for (var file : logs.files()) {
            EventFields.read(file, fields -> counted.increment());
        }
        var events = counted.sum();
        stage("zcat", 1, events, Zcat.time(logs).seconds());
        for (var threads : threadCounts()) {
            stage("gunzip in Java", threads, events, Parallel.seconds(threads, logs.files(), () -> Limits::gunzip));
        }
        for (var threads : threadCounts()) {
            stage(
                    "gunzip and Jackson's streaming parser",
                    threads,
                    events,
                    Parallel.seconds(threads, logs.files(), () -> file -> EventFields.read(file, fields -> {})));
        }
        for (var threads : threadCounts()) {
            var read = new LongAdder();
            var seconds = Parallel.seconds(threads, logs.files(), () -> new CollectorReading(read)::read);
            stage("gunzip and parse to batches, by the collector", threads, read.sum(), seconds);
        }
    }

    void copies() throws IOException, SQLException, InterruptedException, ExecutionException {
        say("making rows");
        var batches = CopyBatch.of(logs);
        var events = batches.stream().mapToLong(CopyBatch::events).sum();
        try (var database = Database.start(work.resolve("copies"));
                var owner = database.connect()) {
            for (var target : CopyTarget.values()) {
                for (var threads : threadCounts()) {
                    target.prepare(owner);
                    stage(target.title(), threads, events, copy(database, target, threads, batches));
                }
            }
        }
    }

    /** Collecting alone, then rolling up alone: the aggregator waits until it is called. */
    void product(Path command) throws IOException, InterruptedException {
        Server.build(command);
        try (var server = Server.start(
                command, Files.createDirectories(work.resolve("product")), Map.of("AGGREGATOR_ROLL_AFTER", "24h"))) {
            var pipeline = Pipeline.run(server.channel(), logs.tree());
            stage("collecting, by the product", cores, pipeline.records().read(), pipeline.collectSeconds());
            stage("RunRollup, by the product", cores, pipeline.records().stored(), pipeline.rollupSeconds());
        }
    }

    private static double copy(Database database, CopyTarget target, int threads, List<CopyBatch> batches)
            throws InterruptedException, ExecutionException, SQLException {
        var connections = new ArrayList<Connection>();
        try {
            return Parallel.seconds(threads, batches, () -> {
                var connection = database.connect();
                connections.add(connection);
                return batch -> target.write(connection, batch);
            });
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private void stage(String name, int threads, long events, double seconds) {
        stages.add(new Stage(name, threads, events, seconds));
        say(format("%s, %d threads: %.2f s, %,.0f events/s", name, threads, seconds, events / seconds));
    }

    private List<Integer> threadCounts() {
        return cores == 1 ? List.of(1) : List.of(1, cores);
    }

    private static void gunzip(Path file) throws IOException {
        try (var in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), BUFFER)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
