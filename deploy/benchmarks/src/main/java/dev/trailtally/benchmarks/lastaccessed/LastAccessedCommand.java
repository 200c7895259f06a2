package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.benchmarks.run.PrettyJson;
import dev.trailtally.benchmarks.run.WorkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how close the collector comes to IAM's limit for last-accessed jobs. */
@Command(
        name = "last-accessed",
        description =
                "Collects IAM's last-accessed data from the simulator, at several rates and latencies, and compares with the"
                        + " throttle's ceiling; exits with 1 on a wrong row or a job that is not done.",
        showDefaultValues = true)
public final class LastAccessedCommand implements Callable<Integer> {

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "2,5,10,20,50",
            description = "Requests/s that IAM accepts for each account, after a burst of twice as many.")
    List<Double> rates = List.of();

    @Option(
            names = "--latencies",
            split = ",",
            defaultValue = "0.05,0.25",
            description = "Seconds that a request takes.")
    List<Double> latencies = List.of();

    @Option(names = "--accounts", defaultValue = "20", description = "Accounts of the organization.")
    int accounts;

    @Option(
            names = "--principals",
            defaultValue = "200",
            description = "Users, roles, groups and policies of each account together.")
    int principals;

    @Option(names = "--services", defaultValue = "80", description = "Services that each principal is allowed.")
    int services;

    @Option(names = "--job-delay", defaultValue = "1-3", description = "Seconds that IAM takes for a job, or a range.")
    String jobDelay = "";

    @Option(names = "--actions", description = "ACTION_LEVEL instead of SERVICE_LEVEL.")
    boolean actions;

    @Option(names = "--json", description = "Print JSON instead of Markdown.")
    boolean json;

    @Mixin
    WorkOption work = new WorkOption();

    @Override
    public Integer call() throws Exception {
        var cells = cells();
        try (var folder = work.open()) {
            var result = new LastAccessedBenchmark(folder.databases()).run(cells);
            System.out.println(json ? PrettyJson.of(result) : new LastAccessedText(result).toString());
            return result.exact() ? 0 : 1;
        }
    }

    private List<Cell> cells() {
        var population = new Population(accounts, principals, services);
        var delay = JobDelay.parse(jobDelay);
        var cells = new ArrayList<Cell>();
        for (var latency : latencies) {
            for (var rate : rates) {
                cells.add(new Cell(rate, latency, delay, population, actions));
            }
        }
        return cells;
    }
}
