package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.run.ProcFile;
import dev.trailtally.benchmarks.run.Progress;
import dev.trailtally.benchmarks.run.Serving;
import dev.trailtally.benchmarks.scan.Aws;
import dev.trailtally.benchmarks.scan.Java;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.credential.AccessKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The simulator of a cell in a process of its own, as its parent sees it: a {@link SimulatorServer} at the other end. */
final class SimulatorProcess implements AutoCloseable {

    private static final long SECONDS_TO_END = 10;

    private final Process process;
    private final BufferedReader answers;
    private final Path log;
    private final Aws aws;

    private SimulatorProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.answers = process.inputReader();
        this.log = log;
        this.aws = aws(answer());
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param now that its events are older than
     * @param life after which it ends in any case
     */
    static SimulatorProcess start(Cell cell, Instant now, Duration life, Path folder) throws IOException {
        var log = folder.resolve("simulator.log");
        var arguments = SimulatorServer.arguments(cell, now, life);
        var process = new ProcessBuilder(Java.command(List.of(), SimulatorServer.class.getName(), arguments))
                .redirectError(log.toFile())
                .start();
        try {
            return new SimulatorProcess(process, log);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Aws aws(String line) {
        var parts = line.split(" ", -1);
        return new Aws(URI.create(parts[0]), new AccessKey(parts[1], parts[2], null));
    }

    Aws aws() {
        return aws;
    }

    /** What was asked of LookupEvents so far, for every account and region. */
    synchronized List<UnitUse> units() {
        try {
            var question = process.outputWriter();
            question.newLine();
            question.flush();
            var units = new ArrayList<UnitUse>();
            for (var line = answer(); !line.isEmpty(); line = answer()) {
                units.add(UnitLine.parse(line));
            }
            return units;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the simulator does not answer; its last lines:\n" + Serving.lastLines(log), e);
        }
    }

    private String answer() throws IOException {
        var line = answers.readLine();
        if (line == null) {
            throw new IOException("the simulator has ended by itself; its last lines:\n" + Serving.lastLines(log));
        }
        return line;
    }

    double cpuSeconds() {
        return ProcFile.cpuSeconds(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        try {
            process.outputWriter().close();
            if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            Progress.say("the simulator has ended by itself; its last lines:\n" + Serving.lastLines(log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
