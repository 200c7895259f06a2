package dev.trailtally.benchmarks.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one run of the benchmark. Seconds are wall time, unless marked as CPU.
 *
 * @param zcatSeconds each time "zcat | wc -c" was timed, in order; the product ran between them
 * @param zcatCpuSeconds of each of these
 * @param pipelines each time the product ran, on a new database
 * @param startSeconds of each of these, from the start of the process to SERVING
 * @param size of the database after the last pipeline
 * @param use of the last server, from its start to the end of its pipeline
 * @param differences from the true counts; null if the logs have none
 * @param rollupDifferences what VerifyRollups found
 * @param latencies after the last pipeline
 * @param grown the same after further events; null if none were requested
 */
record Result(
        Machine machine,
        Logs logs,
        List<Double> zcatSeconds,
        List<Double> zcatCpuSeconds,
        List<Double> startSeconds,
        List<Pipeline> pipelines,
        StoreSize size,
        ProcessUse use,
        @Nullable List<String> differences,
        long rollupDifferences,
        List<Latency> latencies,
        @Nullable Grown grown) {

    /** The files; sizes in bytes. */
    record Logs(String path, int files, long bytes, long bytesRaw) {}

    /** After the further events. */
    record Grown(
            Pipeline pipeline,
            long events,
            StoreSize size,
            ProcessUse use,
            @Nullable List<String> differences,
            long rollupDifferences,
            List<Latency> latencies) {

        private boolean correct() {
            return (differences == null || differences.isEmpty()) && rollupDifferences == 0;
        }
    }

    double zcat() {
        return Median.of(zcatSeconds);
    }

    double pipeline() {
        return Median.of(pipelines.stream().map(Pipeline::seconds).toList());
    }

    double start() {
        return Median.of(startSeconds);
    }

    double ratio() {
        return pipeline() / zcat();
    }

    Pipeline.Records records() {
        return pipelines.getLast().records();
    }

    /** The same figures as after the further events. */
    Grown first() {
        return new Grown(pipelines.getLast(), records().stored(), size, use, differences, rollupDifferences, latencies);
    }

    /** Whether every count was correct. */
    boolean correct() {
        return first().correct() && (grown == null || grown.correct());
    }
}
