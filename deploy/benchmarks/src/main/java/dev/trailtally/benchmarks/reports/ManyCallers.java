package dev.trailtally.benchmarks.reports;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.trailtally.benchmarks.run.CallTimes;
import dev.trailtally.benchmarks.run.Latency;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/**
 * Many callers at once, each making one call of each kind in turn, each starting with a different kind.
 *
 * @param callers how many
 * @param callsPerSecond of all of them together
 * @param latencies by kind, from each caller's side, including refused calls
 * @param refused calls that were asked to retry later, or were not answered in time; any other failure ends the run
 */
record ManyCallers(int callers, double callsPerSecond, List<Latency> latencies, Map<String, Long> refused) {

    private static final Set<String> REFUSALS = Set.of("CONNECTIONS_BUSY", "TOO_MANY_CHARTS", "REPORT_TIMEOUT");

    /**
     * @param kinds the calls of one caller, by its number
     * @param calls of each kind and caller
     */
    static ManyCallers run(int callers, int calls, IntFunction<Map<String, Runnable>> kinds)
            throws InterruptedException, ExecutionException {
        var refused = new LinkedHashMap<String, LongAdder>();
        kinds.apply(0).keySet().forEach(kind -> refused.put(kind, new LongAdder()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Map<String, long[]>>>();
            var begun = System.nanoTime();
            for (var caller = 0; caller < callers; caller++) {
                var own = rotated(kinds.apply(caller), caller, refused);
                running.add(threads.submit(() -> CallTimes.time(own, calls)));
            }
            var times = new LinkedHashMap<String, LongStream>();
            refused.keySet().forEach(kind -> times.put(kind, LongStream.empty()));
            for (var one : running) {
                one.get()
                        .forEach((kind, nanoseconds) ->
                                times.merge(kind, LongStream.of(nanoseconds), LongStream::concat));
            }
            var seconds = (System.nanoTime() - begun) / 1e9;
            return new ManyCallers(
                    callers, (double) callers * calls * times.size() / seconds, latencies(times), counts(refused));
        }
    }

    private static Map<String, Runnable> rotated(
            Map<String, Runnable> kinds, int caller, Map<String, LongAdder> refused) {
        var order = new ArrayList<>(kinds.entrySet());
        Collections.rotate(order, caller);
        var rotated = new LinkedHashMap<String, Runnable>();
        for (var kind : order) {
            var count = refused.computeIfAbsent(kind.getKey(), absent -> new LongAdder());
            rotated.put(kind.getKey(), () -> call(kind.getValue(), count));
        }
        return rotated;
    }

    private static void call(Runnable call, LongAdder refused) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            if (!REFUSALS.contains(reason(e))) {
                throw e;
            }
            refused.increment();
        }
    }

    private static String reason(StatusRuntimeException failure) {
        try {
            for (var detail : StatusProto.fromThrowable(failure).getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    return detail.unpack(ErrorInfo.class).getReason();
                }
            }
            return "";
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an ErrorInfo that cannot be read", e);
        }
    }

    private static Map<String, Long> counts(Map<String, LongAdder> refused) {
        var counts = new LinkedHashMap<String, Long>();
        refused.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    private static List<Latency> latencies(Map<String, LongStream> times) {
        return times.entrySet().stream()
                .map(kind -> Latency.of(kind.getKey(), kind.getValue().toArray()))
                .toList();
    }
}
