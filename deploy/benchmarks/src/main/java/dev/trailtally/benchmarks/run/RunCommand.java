package dev.trailtally.benchmarks.run;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.logs.LogPlan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the whole product. */
@Command(
        name = "run",
        description =
                "Times zcat and the product on the same files, and report latencies; exits with 1 on a wrong count.",
        showDefaultValues = true)
public final class RunCommand implements Callable<Integer> {

    @Option(names = "--events", defaultValue = "1000000", description = "Distinct events to generate.")
    long events;

    @Option(names = "--logs", description = "Use these logs instead: a folder of \"generate\", or any other.")
    @Nullable
    Path logs;

    @Option(names = "--calls", defaultValue = "3000", description = "Calls of each kind of report.")
    int calls;

    @Option(names = "--rounds", defaultValue = "3", description = "How often the product runs, with zcat in between.")
    int rounds;

    @Option(
            names = "--grow",
            description = "Then collect further days up to this number of events, and compare latencies.")
    @Nullable
    Long grow;

    @Option(names = "--json", description = "Print JSON instead of Markdown.")
    boolean json;

    @Mixin
    ProductOption product = new ProductOption();

    @Mixin
    WorkOption work = new WorkOption();

    @Override
    public Integer call() throws Exception {
        check();
        try (var folder = work.open()) {
            var plan = new LogPlan(events, 20, 6, LogPlan.DEFAULT_START, 30, 60, 0.01, 42);
            var folderOfLogs = logs == null ? folder.logs(plan) : LogFolder.open(logs);
            var further = grow == null ? null : folder.logs(plan.after(grow - events));
            var result =
                    new Benchmark(product.command(), folder.databases(), folderOfLogs, further, rounds, calls).run();
            System.out.println(json ? PrettyJson.of(result) : new ResultText(result).toString());
            return result.correct() ? 0 : 1;
        }
    }

    private void check() {
        if (calls < 1 || rounds < 1) {
            throw new IllegalArgumentException("--calls and --rounds must be at least 1");
        }
        if (grow != null && logs != null) {
            throw new IllegalArgumentException("--grow works on generated logs only, not with --logs");
        }
        if (grow != null && grow <= events) {
            throw new IllegalArgumentException("--grow is %d, not more than --events %d".formatted(grow, events));
        }
    }
}
