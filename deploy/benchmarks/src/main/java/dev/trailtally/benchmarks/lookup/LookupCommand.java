package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.run.PrettyJson;
import dev.trailtally.benchmarks.run.WorkOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how close the collector comes to AWS's limit for LookupEvents. */
@Command(
        name = "lookup",
        description =
                "Collects by LookupEvents from the simulator, at some latencies and numbers of account-regions, and"
                        + " compares with AWS's ceiling and with one sequential pager; exits with 1 on a wrong event.",
        showDefaultValues = true)
public final class LookupCommand implements Callable<Integer> {

    // The same at 4 s a page as at 0.25 s: the baseline shows its pace long before it ends.
    private static final Duration PAGER_AT_MOST = Duration.ofSeconds(30);

    @Option(names = "--units", split = ",", defaultValue = "1,10,60", description = "Account-regions of a cell.")
    List<Integer> units = List.of();

    @Option(names = "--latencies", split = ",", defaultValue = "0.25,1.5,4", description = "Seconds that a page takes.")
    List<Double> latencies = List.of();

    @Option(names = "--seconds", defaultValue = "60", description = "How long a cell takes at AWS's ceiling.")
    int seconds;

    @Option(names = "--events", description = "Events of an account-region; default: as many as --seconds asks for.")
    @Nullable
    Integer events;

    @Option(
            names = "--other-events",
            description = "Events of each account-region but the first; default: as many as the first has.")
    @Nullable
    Integer otherEvents;

    @Option(names = "--skewed", description = "All events within one hour of 90 days, instead of over a week.")
    boolean skewed;

    @Option(
            names = "--other-client",
            defaultValue = "0",
            description = "Seconds for which another client asks for the first account-region, 4 times a second.")
    int otherClient;

    @Option(names = "--skip-sequential", description = "Without the baseline of one sequential pager.")
    boolean skipSequential;

    @Option(names = "--json", description = "Print JSON instead of Markdown.")
    boolean json;

    @Mixin
    WorkOption work = new WorkOption();

    @Override
    public Integer call() throws Exception {
        var cells = cells();
        try (var folder = work.open()) {
            var result = new LookupBenchmark(
                            folder.databases(), PAGER_AT_MOST, !skipSequential, Duration.ofSeconds(otherClient))
                    .run(cells);
            System.out.println(json ? PrettyJson.of(result) : new LookupText(result).toString());
            return result.exact() ? 0 : 1;
        }
    }

    private List<Cell> cells() {
        int perUnit = events == null ? (int) (seconds * Cell.THROTTLE.rate() * Cell.PAGE_EVENTS) : events;
        var cells = new ArrayList<Cell>();
        for (var latency : latencies) {
            for (var count : units) {
                cells.add(new Cell(count, latency, perUnit, otherEvents == null ? perUnit : otherEvents, skewed));
            }
        }
        return cells;
    }
}
