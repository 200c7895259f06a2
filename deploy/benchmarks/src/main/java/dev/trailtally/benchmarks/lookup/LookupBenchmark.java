package dev.trailtally.benchmarks.lookup;

import static dev.trailtally.benchmarks.run.Markdown.format;
import static dev.trailtally.benchmarks.run.Progress.say;

import dev.trailtally.benchmarks.limits.Database;
import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.scan.Collector;
import dev.trailtally.benchmarks.scan.OrganizationScan;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: for each latency first the baseline, then every number of units. Each cell has a simulator in this process, and a
 * new database and a collector in separate processes.
 */
final class LookupBenchmark {

    private static final long SECONDS_OF_GRACE = 300;

    private final Path work;
    private final Duration pagerAtMost;
    private final boolean withPager;
    private final Duration otherClient;

    /**
     * @param work an empty folder for databases and logs
     * @param pagerAtMost how long the sequential pager is measured
     * @param otherClient how long another client asks for the first account-region of each cell
     */
    LookupBenchmark(Path work, Duration pagerAtMost, boolean withPager, Duration otherClient) {
        this.work = work;
        this.pagerAtMost = pagerAtMost;
        this.withPager = withPager;
        this.otherClient = otherClient;
    }

    LookupResult run(List<Cell> cells) throws IOException, InterruptedException, SQLException {
        var pagers = new ArrayList<SequentialPager>();
        var results = new ArrayList<CellResult>();
        for (var cell : cells) {
            if (withPager && pagers.stream().noneMatch(done -> done.latencySeconds() == cell.latencySeconds())) {
                pagers.add(pager(cell));
            }
            results.add(measure(cell, Files.createDirectories(work.resolve("cell-" + results.size()))));
        }
        return new LookupResult(Machine.here(), pagers, results);
    }

    private SequentialPager pager(Cell cell) {
        say(format("%.2f s a page, one pager: at most %d s", cell.latencySeconds(), pagerAtMost.toSeconds()));
        var pager = SequentialPager.run(
                new Cell(1, cell.latencySeconds(), cell.busiestEvents(), cell.busiestEvents(), cell.skewed()),
                pagerAtMost);
        say(format(
                "  %d pages in %.1f s, achieved %.3f",
                pager.pages(), pager.seconds(), pager.requests().achievedMin()));
        return pager;
    }

    private CellResult measure(Cell cell, Path folder) throws IOException, InterruptedException, SQLException {
        say(format(
                "%.2f s a page, %d units, of %,d events and the others of %,d: at least %.0f s",
                cell.latencySeconds(), cell.units(), cell.busiestEvents(), cell.otherEvents(), cell.idealSeconds()));
        var simulated = SimulatedOrganization.of(cell, Instant.now());
        try (var database = Database.start(folder.resolve("database"));
                var simulator = simulated.simulator(cell.latency());
                var collector = Collector.start(database, simulator, folder);
                var other = OtherClient.start(simulator, simulated, otherClient);
                var connection = database.connect()) {
            long maxSeconds = SECONDS_OF_GRACE + 10 * (long) cell.idealSeconds();
            var scan = OrganizationScan.run(collector.channel(), simulated.request(), maxSeconds);
            var result = new CellResult(
                    cell,
                    Requests.of(simulator.units(), Cell.THROTTLE),
                    other.effect(),
                    scan,
                    EventIds.truth(simulated.organization()),
                    EventIds.stored(connection),
                    collector.peakMemory(),
                    collector.cpuSeconds(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            say(summary(result));
            return result;
        }
    }

    private static String summary(CellResult result) {
        var effect = result.otherClient();
        return effect == null ? figures(result) : figures(result) + LookupText.effect(effect);
    }

    private static String figures(CellResult result) {
        return format(
                "  achieved at least %.3f, by the busiest %.3f, throttled %.2f %%, %.1f s, %s",
                result.requests().achievedMin(),
                result.requests().achievedBusiest(),
                100 * result.requests().throttledShare(),
                result.scan().seconds(),
                result.exact() ? "exact" : "WRONG: " + result.scan().end());
    }
}
