package dev.trailtally.benchmarks.lastaccessed;

import static dev.trailtally.benchmarks.run.Markdown.format;

import dev.trailtally.benchmarks.run.Markdown;
import dev.trailtally.benchmarks.scan.Collector;
import java.util.stream.Collectors;

/** The result as Markdown: the figures, then what they mean. */
record LastAccessedText(LastAccessedResult result) {

    private static final double MEBIBYTE = 1024.0 * 1024.0;

    @Override
    public String toString() {
        return result.machine() + "\n\n" + population() + "\n" + cells() + "\n" + legend() + "\n" + verdict();
    }

    private String population() {
        var cell = result.cells().getFirst().cell();
        var population = cell.population();
        return format(
                "%d accounts of %,d principals, each allowed %,d services; jobs take %.1f to %.1f s; %s\n",
                population.accounts(),
                population.principals(),
                population.services(),
                cell.jobDelay().minSeconds(),
                cell.jobDelay().maxSeconds(),
                cell.actions() ? "ACTION_LEVEL" : "SERVICE_LEVEL");
    }

    private String cells() {
        return new Markdown<CellResult>()
                .column("requests/s of an account", "%.1f", row -> row.cell().rate())
                .column("seconds a request", "%.2f", row -> row.cell().latencySeconds())
                .column("jobs done", "%,d", CellResult::jobsDone)
                .column("jobs/min", "%,.0f", CellResult::jobsPerMinute)
                .column("ceiling", "%,.0f", row -> row.cell().ceilingPerMinute())
                .column("achieved, least", "**%.3f**", row -> row.requests().achievedMin())
                .column("median", "%.3f", row -> row.requests().achievedMedian())
                .column("mean", "%.3f", row -> row.requests().achievedMean())
                .column("requests / job", "%.2f", row -> row.requests().perJob())
                .column("reads / job", "%.2f", row -> row.requests().readsPerJob())
                .column("throttled %", "%.2f", row -> 100 * row.requests().throttledShare())
                .column("scan s", "%.1f", row -> row.scan().ownSeconds())
                .column("wall s", "%.1f", row -> row.scan().seconds())
                .column("ideal s", "%.1f", row -> row.cell().idealSeconds())
                .column("wall / ideal", "%.2f", CellResult::overIdeal)
                .column("collector MiB", "%.0f", row -> row.peakMemoryBytes() / MEBIBYTE)
                .column("CPU s", "%.1f", CellResult::cpuSeconds)
                .column("load", "%.1f", CellResult::loadAverage)
                .of(result.cells());
    }

    private String legend() {
        var population = result.cells().getFirst().cell().population();
        return format(
                """
                %s, for each account; burst is 2 x rate
                fewest requests of an account: %d to list it, and one to make and one to read each job: %.2f a job
                ceiling: 60 x rate x accounts / fewest requests a job; jobs/min: jobs done / scan s, where a burst comes on top
                requests / job: all that were sent, refused ones and listings included; reads: GetServiceLastAccessedDetails
                throttled: refused requests / all requests; scan: its create_time to its finish_time; wall: CreateScan to the end of WatchScan
                ideal: (fewest requests - burst) / rate + one request's time, or three of them + the slowest job, if longer
                collector: peak resident set of its process with %s; CPU: with its start; load: over the last minute
                """,
                Requests.ACHIEVED, population.listingRequests(), population.fewestRequestsPerJob(), Collector.HEAP);
    }

    private String verdict() {
        var wrong = result.cells().stream()
                .filter(row -> !row.exact())
                .map(row -> format(
                        "%.1f requests/s, %.2f s each: expected %s, found %s, %d of %d jobs done %s",
                        row.cell().rate(),
                        row.cell().latencySeconds(),
                        row.truth(),
                        row.stored(),
                        row.jobsDone(),
                        row.cell().population().jobs(),
                        row.scan().end()))
                .collect(Collectors.joining("\n"));
        return wrong.isEmpty()
                ? "every job is done, and every row is stored as IAM returned it"
                : "WRONG ROWS\n" + wrong;
    }
}
