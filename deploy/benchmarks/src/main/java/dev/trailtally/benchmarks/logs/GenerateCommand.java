package dev.trailtally.benchmarks.logs;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Writes realistic CloudTrail logs. */
@Command(
        name = "generate",
        description = "Writes realistic CloudTrail logs to <out>/logs and their true counts to <out>/truth.json.",
        showDefaultValues = true)
public final class GenerateCommand implements Callable<Integer> {

    @Option(names = "--events", defaultValue = "1000000", description = "Distinct events, without duplicates.")
    long events;

    @Option(
            names = "--out",
            showDefaultValue = Visibility.NEVER,
            required = true,
            description = "Folder to write to; its \"logs\" must not exist yet.")
    Path out = Path.of("");

    @Option(
            names = "--accounts",
            defaultValue = "20",
            description = "Accounts; the largest has about 30 %% of the events.")
    int accounts;

    @Option(names = "--regions", defaultValue = "6", description = "The most regions that an account uses.")
    int regions;

    @Option(names = "--start", defaultValue = "2025-03-10", description = "The first UTC day.")
    LocalDate start = LogPlan.DEFAULT_START;

    @Option(names = "--days", defaultValue = "30", description = "Days of events.")
    int days;

    @Option(names = "--principals", defaultValue = "60", description = "Principals of each account.")
    int principals;

    @Option(
            names = "--duplicates",
            defaultValue = "0.01",
            description = "The probability that an event is delivered twice.")
    double duplicates;

    @Option(names = "--seed", defaultValue = "42", description = "The same seed and sizes give the same bytes.")
    long seed;

    @Override
    public Integer call() throws Exception {
        var plan = new LogPlan(events, accounts, regions, start, days, principals, duplicates, seed);
        var begun = System.nanoTime();
        var truth = new LogGenerator(plan, out).generate();
        System.err.printf(
                Locale.ROOT,
                "%,d records (%,d distinct events) in %,d files, %,d bytes, %,d before compression, in %.1f s%n",
                truth.eventsRaw(),
                truth.eventsUnique(),
                truth.files(),
                truth.bytes(),
                truth.bytesRaw(),
                (System.nanoTime() - begun) / 1e9);
        return 0;
    }
}
