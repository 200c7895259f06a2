package dev.trailtally.benchmarks.run;

import static dev.trailtally.benchmarks.run.Markdown.format;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result in Markdown. */
final class ResultText {

    private static final double MIB = 1024 * 1024;

    private final Result result;

    ResultText(Result result) {
        this.result = result;
    }

    @Override
    public String toString() {
        var logs = result.logs();
        var head = format(
                "%s, PostgreSQL %s%n%n%,d records (%,d distinct events) in %,d files: %,.0f MiB, %,.0f MiB before compression%n",
                result.machine(),
                result.size().version(),
                result.records().read(),
                result.records().stored(),
                logs.files(),
                logs.bytes() / MIB,
                logs.bytesRaw() / MIB);
        return String.join(
                "\n",
                head,
                times().toString(),
                resources().toString(),
                latencies().toString(),
                verdict());
    }

    private Markdown times() {
        var last = result.pipelines().getLast();
        return new Markdown("time", "seconds", "x zcat", "each time")
                .row("zcat of all files", seconds(result.zcat()), "1.00", each(result.zcatSeconds()))
                .row(
                        "**files -> events -> rollups -> first report**",
                        seconds(result.pipeline()),
                        format("**%.2f**", result.ratio()),
                        each(result.pipelines().stream().map(Pipeline::seconds).toList()))
                .row("- collecting (last time)", seconds(last.collectSeconds()), ratio(last.collectSeconds()), "")
                .row("- rest of the rollup (last time)", seconds(last.rollupSeconds()), ratio(last.rollupSeconds()), "")
                .row("- first report (last time)", seconds(last.reportSeconds()), ratio(last.reportSeconds()), "")
                .row(
                        "process start to serving",
                        seconds(result.start()),
                        ratio(result.start()),
                        each(result.startSeconds()))
                .row(
                        "all of it, with the start",
                        seconds(result.pipeline() + result.start()),
                        format("%.2f", result.ratioWithStart()),
                        "");
    }

    private Markdown resources() {
        var table = new Markdown("", "after the first files", "after growing");
        var grown = result.grown();
        var size = result.size();
        var stored = result.records().stored();
        row(table, "events stored", format("%,d", stored), grown == null ? null : format("%,d", grown.events()));
        row(
                table,
                "records/s, files to first report",
                format("%,.0f", result.records().read() / result.pipeline()),
                grown == null
                        ? null
                        : format(
                                "%,.0f",
                                grown.pipeline().records().read()
                                        / grown.pipeline().seconds()));
        sizes(table, size, stored, grown);
        uses(table, result.use(), grown == null ? null : grown.use());
        return table;
    }

    private static void sizes(Markdown table, StoreSize size, long stored, Result.@Nullable Grown grown) {
        row(
                table,
                "bytes an event: events",
                perEvent(size.events(), stored),
                grown == null ? null : perEvent(grown.size().events(), grown.events()));
        row(
                table,
                "bytes an event: rollups",
                perEvent(size.rollups(), stored),
                grown == null ? null : perEvent(grown.size().rollups(), grown.events()));
        row(
                table,
                "bytes an event: dictionaries",
                perEvent(size.dictionaries(), stored),
                grown == null ? null : perEvent(grown.size().dictionaries(), grown.events()));
        row(
                table,
                "bytes an event: everything",
                perEvent(size.everything(), stored),
                grown == null ? null : perEvent(grown.size().everything(), grown.events()));
    }

    private static void uses(Markdown table, ProcessUse use, @Nullable ProcessUse grown) {
        row(
                table,
                "JVM, peak memory (VmHWM), MiB",
                mib(use.jvmPeakBytes()),
                grown == null ? null : mib(grown.jvmPeakBytes()));
        row(
                table,
                "PostgreSQL, peak memory (sum of Pss), MiB",
                mib(use.postgresPeakBytes()),
                grown == null ? null : mib(grown.postgresPeakBytes()));
        row(
                table,
                "PostgreSQL, largest process (VmHWM), MiB",
                mib(use.postgresLargestBytes()),
                grown == null ? null : mib(grown.postgresLargestBytes()));
        row(
                table,
                "JVM, CPU seconds with start",
                seconds(use.jvmCpuSeconds()),
                grown == null ? null : seconds(grown.jvmCpuSeconds()));
        row(
                table,
                "PostgreSQL, CPU seconds with start",
                seconds(use.postgresCpuSeconds()),
                grown == null ? null : seconds(grown.postgresCpuSeconds()));
    }

    private Markdown latencies() {
        var grown = result.grown();
        if (grown == null) {
            var table = new Markdown("report over gRPC", "calls", "p50 ms", "p99 ms", "max ms");
            result.latencies()
                    .forEach(latency -> table.row(
                            latency.call(),
                            format("%,d", latency.calls()),
                            ms(latency.p50()),
                            ms(latency.p99()),
                            ms(latency.max())));
            return table;
        }
        var table = new Markdown(
                "report over gRPC",
                "calls",
                "p50 ms",
                "p50 grown",
                "ratio",
                "p99 ms",
                "p99 grown",
                "ratio",
                "max ms",
                "max grown");
        for (var i = 0; i < result.latencies().size(); i++) {
            var before = result.latencies().get(i);
            var after = grown.latencies().get(i);
            table.row(
                    before.call(),
                    format("%,d", before.calls()),
                    ms(before.p50()),
                    ms(after.p50()),
                    format("%.2f", after.p50() / before.p50()),
                    ms(before.p99()),
                    ms(after.p99()),
                    format("%.2f", after.p99() / before.p99()),
                    ms(before.max()),
                    ms(after.max()));
        }
        return table;
    }

    private String verdict() {
        var grown = result.grown();
        return verdict("", result.differences(), result.rollupDifferences())
                + (grown == null ? "" : verdict("After growing: ", grown.differences(), grown.rollupDifferences()));
    }

    private static String verdict(String when, @Nullable List<String> differences, long rollupDifferences) {
        var counts = differences == null
                ? "the logs came without true counts, so none were compared"
                : differences.isEmpty()
                        ? "every count equals the generator's"
                        : differences.size() + " WRONG COUNTS:\n" + String.join("\n", differences) + "\n";
        return format("%s%s; VerifyRollups: %d differences%n", when, counts, rollupDifferences);
    }

    private String ratio(double seconds) {
        return format("%.2f", seconds / result.zcat());
    }

    private static void row(Markdown table, String name, String first, @Nullable String grown) {
        table.row(name, first, grown == null ? "" : grown);
    }

    private static String each(List<Double> seconds) {
        return seconds.stream().map(ResultText::seconds).collect(Collectors.joining(", "));
    }

    private static String seconds(double seconds) {
        return format("%.2f", seconds);
    }

    private static String ms(double milliseconds) {
        return format("%.2f", milliseconds);
    }

    private static String mib(long bytes) {
        return format("%,.0f", bytes / MIB);
    }

    private static String perEvent(long bytes, long events) {
        return format("%.1f", (double) bytes / Math.max(1, events));
    }
}
