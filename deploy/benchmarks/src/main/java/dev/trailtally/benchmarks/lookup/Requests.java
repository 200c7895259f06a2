package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.run.Median;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.fault.Throttle;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * How the requests for some units compare with the number that AWS allows.
 *
 * @param achievedMin of the unit with the lowest value; see {@link #achieved}
 * @param achievedBusiest of the unit with the most accepted requests
 * @param throttledShare the share of throttled requests in all that were sent
 * @param accepted of all units together
 */
record Requests(
        double achievedMin,
        double achievedMedian,
        double achievedMean,
        double achievedBusiest,
        double throttledShare,
        long accepted) {

    static final String ACHIEVED = "achieved = accepted requests / (burst + rate x (last accepted - first accepted))";

    static Requests of(List<UnitUse> units, Throttle throttle) {
        if (units.isEmpty()) {
            throw new IllegalArgumentException("units is empty");
        }
        var achieved = units.stream().map(use -> achieved(use, throttle)).toList();
        long accepted = units.stream().mapToLong(UnitUse::accepted).sum();
        long throttled = units.stream().mapToLong(UnitUse::throttled).sum();
        return new Requests(
                achieved.stream().mapToDouble(share -> share).min().orElseThrow(),
                Median.of(achieved),
                achieved.stream().mapToDouble(share -> share).average().orElseThrow(),
                achieved(Collections.max(units, Comparator.comparingLong(UnitUse::accepted)), throttle),
                accepted + throttled == 0 ? 0 : (double) throttled / (accepted + throttled),
                accepted);
    }

    /**
     * The accepted requests over the most that the throttle allows in the time; exactly: {@value #ACHIEVED}. A unit that
     * was asked only once or twice cannot come close to 1.
     */
    static double achieved(UnitUse use, Throttle throttle) {
        var first = use.firstAccepted();
        var last = use.lastAccepted();
        if (first == null || last == null) {
            return 0;
        }
        double seconds = Duration.between(first, last).toNanos() / 1e9;
        return use.accepted() / (throttle.burst() + throttle.rate() * seconds);
    }
}
