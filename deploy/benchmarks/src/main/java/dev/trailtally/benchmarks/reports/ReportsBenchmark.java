package dev.trailtally.benchmarks.reports;

import static dev.trailtally.benchmarks.run.Progress.say;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.logs.Truth;
import dev.trailtally.benchmarks.reports.ReportsResult.Measurement;
import dev.trailtally.benchmarks.run.AccountCalls;
import dev.trailtally.benchmarks.run.CallTimes;
import dev.trailtally.benchmarks.run.Correctness;
import dev.trailtally.benchmarks.run.Latency;
import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.run.Markdown;
import dev.trailtally.benchmarks.run.Pipeline;
import dev.trailtally.benchmarks.run.Population;
import dev.trailtally.benchmarks.run.Server;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Collects the logs of many accounts and requests every report; then collects more logs and repeats the requests. */
final class ReportsBenchmark {

    private static final long SEED = 11;

    private final Path command;
    private final Path work;
    private final Load load;

    /**
     * The number of calls.
     *
     * @param calls of each kind, one after the other
     * @param callers at once
     * @param callsTogether of each kind and of each of them
     * @param streams rounds of each stream
     */
    record Load(int calls, int callers, int callsTogether, int streams) {}

    /**
     * @param command the trailtally command
     * @param work an empty folder for the database
     */
    ReportsBenchmark(Path command, Path work, Load load) {
        this.command = command;
        this.work = work;
        this.load = load;
    }

    ReportsResult run(LogFolder logs, @Nullable LogFolder further)
            throws IOException, InterruptedException, ExecutionException {
        Server.build(command);
        try (var server = Server.start(command, work, Map.of())) {
            var truth = Objects.requireNonNull(logs.truth(), "the logs have no true counts");
            var measurement = measure(server.channel(), logs, truth);
            if (further == null) {
                return new ReportsResult(Machine.here(), measurement, null);
            }
            var more = Objects.requireNonNull(further.truth(), "the further logs have no true counts");
            return new ReportsResult(Machine.here(), measurement, measure(server.channel(), further, truth.plus(more)));
        }
    }

    private Measurement measure(Channel channel, LogFolder logs, Truth truth)
            throws InterruptedException, ExecutionException {
        say(Markdown.format("collecting %s", logs.tree()));
        var pipeline = Pipeline.run(channel, logs.tree());
        say(Markdown.format("collected and rolled up in %.1f s; comparing the counts", pipeline.seconds()));
        var correctness = new Correctness(channel);
        var differences = correctness.differences(truth);
        var rollupDifferences = correctness.rollupDifferences();
        var population = Population.of(channel, SEED);
        say(Markdown.format("streaming %,d accounts", population.accounts().size()));
        var streams = new Streams(channel).times(load.streams());
        streams.forEach(ReportsBenchmark::tell);
        say(Markdown.format("calling each report %,d times", load.calls()));
        var alone = CallTimes.inTurn(kinds(channel, population, 0), load.calls());
        alone.forEach(ReportsBenchmark::tell);
        say(Markdown.format("%d callers at once", load.callers()));
        var together = ManyCallers.run(
                load.callers(), load.callsTogether(), caller -> kinds(channel, population, caller + 1L));
        return new Measurement(
                population.totalEvents(),
                population.accounts().size(),
                streams,
                alone,
                together,
                differences,
                rollupDifferences);
    }

    private static void tell(StreamTime stream) {
        say(Markdown.format("%s: %.1f ms, %.0f ms to the end", stream.call(), stream.first(), stream.last()));
    }

    private static void tell(Latency latency) {
        say(Markdown.format("%s: p50 %.2f ms, p99 %.2f ms", latency.call(), latency.p50(), latency.p99()));
    }

    private static Map<String, Runnable> kinds(Channel channel, Population population, long caller) {
        var kinds = new LinkedHashMap<>(new AccountCalls(channel, population, SEED + caller).kinds());
        kinds.putAll(new FurtherCalls(channel, population, SEED + caller).kinds());
        kinds.putAll(new OrganizationCalls(channel, population, SEED + caller).kinds());
        return kinds;
    }
}
