package dev.trailtally.benchmarks.reports;

import static dev.trailtally.benchmarks.run.Markdown.format;

import dev.trailtally.benchmarks.reports.ReportsResult.Measurement;
import dev.trailtally.benchmarks.run.Latency;
import dev.trailtally.benchmarks.run.Markdown;
import java.util.List;
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
                streams(first, grown).toString(),
                latencies("one call after the other", first.alone(), grown == null ? null : grown.alone())
                        .toString(),
                latencies(
                                format("%d callers at once", first.together().callers()),
                                first.together().latencies(),
                                grown == null ? null : grown.together().latencies())
                        .toString(),
                verdict(first) + (grown == null ? "" : verdict(grown)));
    }

    private static Markdown streams(Measurement first, @Nullable Measurement grown) {
        var table = new Markdown(
                "stream of all accounts", "events", "messages", "MiB", "first message ms", "last message ms");
        rows(table, first);
        if (grown != null) {
            rows(table, grown);
        }
        return table;
    }

    private static void rows(Markdown table, Measurement measurement) {
        measurement
                .streams()
                .forEach(stream -> table.row(
                        stream.call(),
                        format("%,d", stream.events()),
                        format("%,d", stream.messages()),
                        format("%.1f", stream.bytes() / MIB),
                        format("%.1f", stream.first()),
                        format("%,.0f", stream.last())));
    }

    private static Markdown latencies(String title, List<Latency> first, @Nullable List<Latency> grown) {
        var table = new Markdown(title, "calls", "p50 ms", "p50 grown", "ratio", "p99 ms", "p99 grown", "ratio");
        for (var i = 0; i < first.size(); i++) {
            var before = first.get(i);
            var after = grown == null ? null : grown.get(i);
            table.row(
                    before.call(),
                    format("%,d", before.calls()),
                    ms(before.p50()),
                    after == null ? "" : ms(after.p50()),
                    after == null ? "" : format("%.2f", after.p50() / before.p50()),
                    ms(before.p99()),
                    after == null ? "" : ms(after.p99()),
                    after == null ? "" : format("%.2f", after.p99() / before.p99()));
        }
        return table;
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

    private static String ms(double milliseconds) {
        return format("%.2f", milliseconds);
    }
}
