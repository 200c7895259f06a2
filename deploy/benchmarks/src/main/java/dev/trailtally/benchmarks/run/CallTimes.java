package dev.trailtally.benchmarks.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures calls. The kinds take turns, so that a disturbance of the machine affects them equally. */
public final class CallTimes {

    private CallTimes() {}

    /** Makes the calls of each kind, after a third as many to warm up, and returns the latency of each kind. */
    public static List<Latency> inTurn(Map<String, Runnable> kinds, int calls) {
        time(kinds, Math.ceilDiv(calls, 3));
        var latencies = new ArrayList<Latency>();
        time(kinds, calls).forEach((kind, nanoseconds) -> latencies.add(Latency.of(kind, nanoseconds)));
        return latencies;
    }

    /** The nanoseconds of each call, by kind. */
    public static Map<String, long[]> time(Map<String, Runnable> kinds, int calls) {
        var times = new LinkedHashMap<String, long[]>();
        kinds.keySet().forEach(kind -> times.put(kind, new long[calls]));
        for (var i = 0; i < calls; i++) {
            for (var kind : kinds.entrySet()) {
                var begun = System.nanoTime();
                kind.getValue().run();
                var taken = times.get(kind.getKey());
                if (taken != null) {
                    taken[i] = System.nanoTime() - begun;
                }
            }
        }
        return times;
    }
}
