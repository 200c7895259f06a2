package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.simulator.fault.Throttle;

/**
 * One measurement.
 *
 * @param rate requests per second that IAM accepts for each account, after a burst of twice as many
 * @param latencySeconds of every request
 * @param actions whether tracked actions are requested
 */
record Cell(double rate, double latencySeconds, JobDelay jobDelay, Population population, boolean actions) {

    private static final int SECONDS_OF_BURST = 2;

    Cell {
        if (!(rate >= 0.5 && rate <= 1_000)) {
            throw new IllegalArgumentException("rate is not from 0.5 to 1000 requests/s: " + rate);
        }
        if (!(latencySeconds >= 0 && latencySeconds <= 20)) {
            throw new IllegalArgumentException("latency is not from 0 to 20 s: " + latencySeconds);
        }
    }

    Throttle throttle() {
        return new Throttle(rate, Math.max(1, (int) Math.round(SECONDS_OF_BURST * rate)));
    }

    /** Jobs per minute of all accounts, sustained. */
    double ceilingPerMinute() {
        return 60 * rate * population.accounts() / population.fewestRequestsPerJob();
    }

    /**
     * All accounts are alike and each has its own throttle: the fewest requests of one at the ceiling, plus the last one's
     * latency; but at least the time to list, start and read the slowest job.
     */
    double idealSeconds() {
        double atCeiling = (population.fewestRequests() - throttle().burst()) / rate + latencySeconds;
        return Math.max(atCeiling, 3 * latencySeconds + jobDelay.maxSeconds());
    }
}
