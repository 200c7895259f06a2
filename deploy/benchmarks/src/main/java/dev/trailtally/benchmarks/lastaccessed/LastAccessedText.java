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

    private Markdown cells() {
        var table = new Markdown(
                "requests/s of an account",
                "seconds a request",
                "jobs done",
                "jobs/min",
                "ceiling",
                "achieved, least",
                "median",
                "mean",
                "requests / job",
                "reads / job",
                "throttled %",
                "scan s",
                "wall s",
                "ideal s",
                "wall / ideal",
                "collector MiB",
                "CPU s",
                "load");
        result.cells()
                .forEach(row -> table.row(
                        format("%.1f", row.cell().rate()),
                        format("%.2f", row.cell().latencySeconds()),
                        format("%,d", row.jobsDone()),
                        format("%,.0f", row.jobsPerMinute()),
                        format("%,.0f", row.cell().ceilingPerMinute()),
                        format("**%.3f**", row.requests().achievedMin()),
                        format("%.3f", row.requests().achievedMedian()),
                        format("%.3f", row.requests().achievedMean()),
                        format("%.2f", row.requests().perJob()),
                        format("%.2f", row.requests().readsPerJob()),
                        format("%.2f", 100 * row.requests().throttledShare()),
                        format("%.1f", row.scan().ownSeconds()),
                        format("%.1f", row.scan().seconds()),
                        format("%.1f", row.cell().idealSeconds()),
                        format("%.2f", row.overIdeal()),
                        format("%.0f", row.peakMemoryBytes() / MEBIBYTE),
                        format("%.1f", row.cpuSeconds()),
                        format("%.1f", row.loadAverage())));
        return table;
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
        return wrong.isEmpty() ? "every job is done, and every row is stored as IAM returned it" : "WRONG ROWS\n" + wrong;
    }
}
