package dev.trailtally.benchmarks.reports;

import static dev.trailtally.benchmarks.run.Markdown.format;

import dev.trailtally.benchmarks.reports.ReportsResult.Measurement;
import dev.trailtally.benchmarks.run.Latency;
import dev.trailtally.benchmarks.run.Markdown;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The result in Markdown. */
final class ReportsText {

    private static final double MIB = 1024 * 1024;

    private final ReportsResult result;

    ReportsText(ReportsResult result) {
        this.result = result;
    }

    @Override
    public String toString() {
        var first = result.measurement();
        var grown = result.grown();
        return String.join(
                "\n",
                format("%s%n", result.machine()),
                format("%,d accounts%n", first.accounts()),
                streams(),
                latencies("one call after the other", Measurement::alone),
                latencies(
                        format("%d callers at once", first.together().callers()),
                        measurement -> measurement.together().latencies()),
                verdict(first) + (grown == null ? "" : verdict(grown)));
    }

    private String streams() {
        return new Markdown<StreamTime>()
                .column("stream of all accounts", "%s", StreamTime::call)
                .column("events", "%,d", StreamTime::events)
                .column("messages", "%,d", StreamTime::messages)
                .column("MiB", "%.1f", stream -> stream.bytes() / MIB)
                .column("first message ms", "%.1f", StreamTime::first)
                .column("last message ms", "%,.0f", StreamTime::last)
                .of(Stream.of(result.measurement(), result.grown())
                        .filter(Objects::nonNull)
                        .flatMap(measurement -> measurement.streams().stream())
                        .toList());
    }

    private String latencies(String title, Function<Measurement, List<Latency>> part) {
        var first = part.apply(result.measurement());
        var grown = result.grown() == null ? null : part.apply(result.grown());
        var table = new Markdown<Integer>()
                .column(title, "%s", i -> first.get(i).call())
                .column("calls", "%,d", i -> first.get(i).calls());
        column(table, "p50", first, grown, Latency::p50);
        column(table, "p99", first, grown, Latency::p99);
        return table.of(IntStream.range(0, first.size()).boxed().toList());
    }

    private static void column(
            Markdown<Integer> table,
            String name,
            List<Latency> first,
            @Nullable List<Latency> grown,
            Function<Latency, Double> part) {
        table.column(name + " ms", "%.2f", i -> part.apply(first.get(i)));
        table.column(name + " grown", "%s", i -> grown == null ? "" : format("%.2f", part.apply(grown.get(i))));
        table.column(
                "ratio",
                "%s",
                i -> grown == null ? "" : format("%.2f", part.apply(grown.get(i)) / part.apply(first.get(i))));
    }

    private static String verdict(Measurement measurement) {
        var differences = measurement.allDifferences();
        var counts = differences.isEmpty()
                ? "every count equals the generator's, and the totals of every stream"
                : differences.size() + " WRONG COUNTS:\n" + String.join("\n", differences);
        return format(
                "At %,d events: %s; VerifyRollups: %d differences; %d callers at once: %,.0f calls/s in all, %s%n",
                measurement.events(),
                counts,
                measurement.rollupDifferences(),
                measurement.together().callers(),
                measurement.together().callsPerSecond(),
                refused(measurement.together()));
    }

    private static String refused(ManyCallers together) {
        var refused = together.refused().entrySet().stream()
                .filter(kind -> kind.getValue() > 0)
                .map(kind -> format("%,d of %s", kind.getValue(), kind.getKey()))
                .toList();
        return refused.isEmpty() ? "none refused" : "refused " + String.join(", ", refused);
    }
}
