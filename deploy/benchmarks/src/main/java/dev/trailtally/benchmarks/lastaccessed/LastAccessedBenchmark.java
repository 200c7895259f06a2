package dev.trailtally.benchmarks.lastaccessed;

import static dev.trailtally.benchmarks.run.Markdown.format;
import static dev.trailtally.benchmarks.run.Progress.say;

import dev.trailtally.benchmarks.limits.Database;
import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.scan.Collector;
import dev.trailtally.benchmarks.scan.OrganizationScan;
import dev.trailtally.simulator.Simulator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One run: each cell has a simulator in this process, and a new database and a collector in separate processes. */
final class LastAccessedBenchmark {

    private static final long SECONDS_OF_GRACE = 300;

    private final Path work;

    /** @param work an empty folder for databases and logs */
    LastAccessedBenchmark(Path work) {
        this.work = work;
    }

    LastAccessedResult run(List<Cell> cells) throws IOException, InterruptedException, SQLException {
        var results = new ArrayList<CellResult>();
        for (var cell : cells) {
            results.add(measure(cell, Files.createDirectories(work.resolve("cell-" + results.size()))));
        }
        return new LastAccessedResult(Machine.here(), results);
    }

    private static CellResult measure(Cell cell, Path folder) throws IOException, InterruptedException, SQLException {
        say(format(
                "%.1f requests/s, %.2f s each, %d accounts of %,d principals: at least %.0f s",
                cell.rate(),
                cell.latencySeconds(),
                cell.population().accounts(),
                cell.population().principals(),
                cell.idealSeconds()));
        var simulated = SimulatedOrganization.of(cell, Instant.now());
        try (var database = Database.start(folder.resolve("database"));
                var simulator = simulated.simulator();
                var collector = Collector.start(database, simulator, folder);
                var connection = database.connect()) {
            long maxSeconds = SECONDS_OF_GRACE + 10 * (long) cell.idealSeconds();
            var scan = OrganizationScan.run(collector.channel(), simulated.request(), maxSeconds);
            var result = result(simulated, scan, simulator, collector, connection);
            say(summary(result));
            return result;
        }
    }

    private static CellResult result(
            SimulatedOrganization simulated,
            OrganizationScan scan,
            Simulator simulator,
            Collector collector,
            Connection connection)
            throws SQLException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        double cpuSeconds = collector.cpuSeconds();
        var cell = simulated.cell();
        return new CellResult(
                cell,
                Requests.of(simulator.iamUses(), cell),
                scan,
                jobsDone(connection),
                AccessRows.truth(simulated.accounts(), simulated.iam(), cell.actions()),
                AccessRows.stored(connection),
                collector.peakMemory(),
                cpuSeconds,
                load);
    }

    private static long jobsDone(Connection connection) throws SQLException {
        var sql = "select count(*) from last_accessed_job where state = 'done'";
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static String summary(CellResult result) {
        return format(
                "  achieved at least %.3f, %.2f requests a job, throttled %.2f %%, %.1f s, %s",
                result.requests().achievedMin(),
                result.requests().perJob(),
                100 * result.requests().throttledShare(),
                result.scan().seconds(),
                result.exact() ? "exact" : "WRONG: " + result.scan().end());
    }
}
