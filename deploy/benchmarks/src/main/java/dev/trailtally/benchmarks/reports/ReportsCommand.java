package dev.trailtally.benchmarks.reports;

import dev.trailtally.benchmarks.logs.LogPlan;
import dev.trailtally.benchmarks.run.PrettyJson;
import dev.trailtally.benchmarks.run.ProductOption;
import dev.trailtally.benchmarks.run.WorkOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast reports of one account and of a large organization are answered. */
@Command(
        name = "reports",
        description = "Times every report on the events of many accounts: streams of all of them, one call after the"
                + " other, and many callers at once; exits with 1 on a wrong count.",
        showDefaultValues = true)
public final class ReportsCommand implements Callable<Integer> {

    private static final int REGIONS = 3;
    private static final int PRINCIPALS = 60;
    private static final double DUPLICATES = 0.01;
    private static final long SEED = 43;

    @Option(names = "--events", defaultValue = "1000000", description = "Distinct events to generate.")
    long events;

    @Option(names = "--days", defaultValue = "3", description = "UTC days of these events.")
    int days;

    @Option(
            names = "--grow",
            description = "Then collect further days, as dense, up to this number of events, and measure again.")
    @Nullable
    Long grow;

    @Option(names = "--accounts", defaultValue = "1000", description = "Accounts, of very different sizes.")
    int accounts;

    @Option(names = "--calls", defaultValue = "300", description = "Calls of each kind, one after the other.")
    int calls;

    @Option(names = "--callers", defaultValue = "64", description = "Callers at once.")
    int callers;

    @Option(names = "--calls-together", defaultValue = "5", description = "Calls of each kind and of each of them.")
    int callsTogether;

    @Option(names = "--streams", defaultValue = "5", description = "Rounds of each stream.")
    int streams;

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
            var plan =
                    new LogPlan(events, accounts, REGIONS, LogPlan.DEFAULT_START, days, PRINCIPALS, DUPLICATES, SEED);
            var logs = folder.logs(plan);
            var further = grow == null ? null : folder.logs(plan.after(grow - events));
            var load = new ReportsBenchmark.Load(calls, callers, callsTogether, streams);
            var result = new ReportsBenchmark(product.command(), folder.databases(), load).run(logs, further);
            System.out.println(json ? PrettyJson.of(result) : new ReportsText(result).toString());
            return result.correct() ? 0 : 1;
        }
    }

    private void check() {
        if (calls < 1 || callers < 1 || callsTogether < 1 || streams < 1) {
            throw new IllegalArgumentException("--calls, --callers, --calls-together and --streams must be at least 1");
        }
        if (grow != null && grow <= events) {
            throw new IllegalArgumentException("--grow is %d, not more than --events %d".formatted(grow, events));
        }
    }
}
