package dev.trailtally.benchmarks.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writes the logs of a plan: plan -> organization -> cells -> files, and their true counts. */
public final class LogGenerator {

    private final LogPlan plan;
    private final Path out;

    /** The logs go to "logs" in the folder, their counts to "truth.json" beside it. */
    public LogGenerator(LogPlan plan, Path out) {
        this.plan = plan;
        this.out = out.toAbsolutePath().normalize();
    }

    public Truth generate() throws IOException, InterruptedException {
        var tree = LogFolder.tree(out);
        if (Files.exists(tree)) {
            throw new IllegalArgumentException(tree + " already exists: name another folder or remove it");
        }
        Files.createDirectories(tree);
        var truth = writeCells(tree);
        // Written last: a folder without it was not finished.
        truth.write(LogFolder.truth(out));
        return truth;
    }

    private Truth writeCells(Path tree) throws InterruptedException {
        var cells = new ArrayList<>(Cell.of(plan, Organization.accounts(plan, Catalog.load())));
        cells.sort(Comparator.comparingLong(Cell::events).reversed());
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var written = new ArrayDeque<Future<Truth>>();
            cells.forEach(cell -> written.add(threads.submit(writing(tree, cell))));
            var sums = new HashMap<String, Truth>();
            for (var cell : cells) {
                sums.merge(cell.account().id(), written.remove().get(), Truth::plus);
            }
            return sums.values().stream().reduce(new Truth(0, 0, 0, 0, 0, Map.of()), Truth::plus);
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not write to " + tree, e.getCause());
        }
    }

    private Callable<Truth> writing(Path tree, Cell cell) {
        return () -> {
            try {
                var truth = new TruthCount(cell);
                var bytesRaw = new CellWriter(tree, plan, cell, truth).write();
                return truth.truth(bytesRaw);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
