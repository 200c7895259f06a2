package dev.trailtally.benchmarks.run;

import static dev.trailtally.benchmarks.run.Markdown.format;

import dev.trailtally.benchmarks.run.Result.Grown;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The result in Markdown. */
final class ResultText {

    private static final double MIB = 1024 * 1024;

    private final Result result;
    private final Grown first;
    private final @Nullable Grown grown;

    ResultText(Result result) {
        this.result = result;
        this.first = result.first();
        this.grown = result.grown();
    }

    private record Time(String name, double seconds, String ratio, String each) {}

    private record Resource(String name, Function<Grown, String> text) {}

    private record Change(Latency before, Latency after) {}

    @Override
    public String toString() {
        var logs = result.logs();
        var head = format(
                "%s, PostgreSQL %s%n%n%,d records (%,d distinct events) in %,d files: %,.0f MiB, %,.0f MiB before compression%n",
                result.machine(),
                result.size().version(),
                result.records().read(),
                first.events(),
                logs.files(),
                logs.bytes() / MIB,
                logs.bytesRaw() / MIB);
        return String.join("\n", head, times(), resources(), latencies(), verdict());
    }

    private String times() {
        var last = result.pipelines().getLast();
        var pipelines = result.pipelines().stream().map(Pipeline::seconds).toList();
        return new Markdown<Time>()
                .column("time", "%s", Time::name)
                .column("seconds", "%.2f", Time::seconds)
                .column("x zcat", "%s", Time::ratio)
                .column("each time", "%s", Time::each)
                .of(List.of(
                        time("zcat of all files", result.zcat(), each(result.zcatSeconds())),
                        new Time(
                                "**files -> events -> rollups -> first report**",
                                result.pipeline(),
                                format("**%.2f**", result.ratio()),
                                each(pipelines)),
                        time("- collecting (last time)", last.collectSeconds(), ""),
                        time("- rest of the rollup (last time)", last.rollupSeconds(), ""),
                        time("- first report (last time)", last.reportSeconds(), ""),
                        time("process start to serving", result.start(), each(result.startSeconds())),
                        time("all of it, with the start", result.pipeline() + result.start(), "")));
    }

    private Time time(String name, double seconds, String each) {
        return new Time(name, seconds, format("%.2f", seconds / result.zcat()), each);
    }

    private String resources() {
        return new Markdown<Resource>()
                .column("", "%s", Resource::name)
                .column("after the first files", "%s", row -> row.text().apply(first))
                .column(
                        "after growing",
                        "%s",
                        row -> grown == null ? "" : row.text().apply(grown))
                .of(List.of(
                        new Resource("events stored", stage -> format("%,d", stage.events())),
                        new Resource("records/s, files to first report", this::speed),
                        perEvent("events", StoreSize::events),
                        perEvent("rollups", StoreSize::rollups),
                        perEvent("dictionaries", StoreSize::dictionaries),
                        perEvent("everything", StoreSize::everything),
                        memory("JVM, peak memory (VmHWM)", ProcessUse::jvmPeakBytes),
                        memory("PostgreSQL, peak memory (sum of Pss)", ProcessUse::postgresPeakBytes),
                        memory("PostgreSQL, largest process (VmHWM)", ProcessUse::postgresLargestBytes),
                        cpu("JVM", ProcessUse::jvmCpuSeconds),
                        cpu("PostgreSQL", ProcessUse::postgresCpuSeconds),
                        new Resource("both, CPU seconds after serving, x zcat's CPU seconds", this::cpuRatio)));
    }

    /** The first files are read several times. */
    private String speed(Grown stage) {
        var seconds = stage.equals(first) ? result.pipeline() : stage.pipeline().seconds();
        return format("%,.0f", stage.pipeline().records().read() / seconds);
    }

    private String cpuRatio(Grown stage) {
        return stage.equals(first)
                ? format("%.2f", stage.use().cpuSecondsAfterStart() / Median.of(result.zcatCpuSeconds()))
                : "";
    }

    private static Resource perEvent(String what, ToLongFunction<StoreSize> bytes) {
        return new Resource(
                "bytes an event: " + what,
                stage -> format("%.1f", (double) bytes.applyAsLong(stage.size()) / Math.max(1, stage.events())));
    }

    private static Resource memory(String what, ToLongFunction<ProcessUse> bytes) {
        return new Resource(what + ", MiB", stage -> format("%,.0f", bytes.applyAsLong(stage.use()) / MIB));
    }

    private static Resource cpu(String what, Function<ProcessUse, Double> seconds) {
        return new Resource(what + ", CPU seconds with start", stage -> format("%.2f", seconds.apply(stage.use())));
    }

    private String latencies() {
        var table = new Markdown<Change>()
                .column("report over gRPC", "%s", row -> row.before().call())
                .column("calls", "%,d", row -> row.before().calls());
        column(table, "p50", Latency::p50, true);
        column(table, "p99", Latency::p99, true);
        column(table, "max", Latency::max, false);
        var before = result.latencies();
        var after = grown == null ? before : grown.latencies();
        return table.of(IntStream.range(0, before.size())
                .mapToObj(i -> new Change(before.get(i), after.get(i)))
                .toList());
    }

    private void column(Markdown<Change> table, String name, Function<Latency, Double> part, boolean withRatio) {
        table.column(name + " ms", "%.2f", row -> part.apply(row.before()));
        if (grown != null) {
            table.column(name + " grown", "%.2f", row -> part.apply(row.after()));
            if (withRatio) {
                table.column("ratio", "%.2f", row -> part.apply(row.after()) / part.apply(row.before()));
            }
        }
    }

    private String verdict() {
        return verdict("", first) + (grown == null ? "" : verdict("After growing: ", grown));
    }

    private static String verdict(String when, Grown stage) {
        var differences = stage.differences();
        var counts = differences == null
                ? "the logs came without true counts, so none were compared"
                : differences.isEmpty()
                        ? "every count equals the generator's"
                        : differences.size() + " WRONG COUNTS:\n" + String.join("\n", differences) + "\n";
        return format("%s%s; VerifyRollups: %d differences%n", when, counts, stage.rollupDifferences());
    }

    private static String each(List<Double> seconds) {
        return seconds.stream().map(each -> format("%.2f", each)).collect(Collectors.joining(", "));
    }
}
