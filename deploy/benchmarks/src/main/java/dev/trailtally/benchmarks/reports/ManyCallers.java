package dev.trailtally.benchmarks.reports;

import dev.trailtally.benchmarks.run.CallTimes;
import dev.trailtally.benchmarks.run.Latency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/**
 * Many callers at once, each making one call of each kind after the other.
 *
 * @param callers how many
 * @param callsPerSecond of all of them together
 * @param latencies by kind, from each caller's side
 */
record ManyCallers(int callers, double callsPerSecond, List<Latency> latencies) {

    /**
     * @param kinds the calls of one caller, by its number
     * @param calls of each kind and caller
     */
    static ManyCallers run(int callers, int calls, IntFunction<Map<String, Runnable>> kinds)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Map<String, long[]>>>();
            var begun = System.nanoTime();
            for (var caller = 0; caller < callers; caller++) {
                var own = kinds.apply(caller);
                running.add(threads.submit(() -> CallTimes.time(own, calls)));
            }
            var times = new LinkedHashMap<String, LongStream>();
            for (var one : running) {
                one.get()
                        .forEach((kind, nanoseconds) ->
                                times.merge(kind, LongStream.of(nanoseconds), LongStream::concat));
            }
            var seconds = (System.nanoTime() - begun) / 1e9;
            return new ManyCallers(callers, (double) callers * calls * times.size() / seconds, latencies(times));
        }
    }

    private static List<Latency> latencies(Map<String, LongStream> times) {
        return times.entrySet().stream()
                .map(kind -> Latency.of(kind.getKey(), kind.getValue().toArray()))
                .toList();
    }
}
