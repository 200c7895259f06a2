package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.simulator.fault.Latency;
import java.time.Duration;

/** How long IAM works on a job, evenly spread between the two. */
record JobDelay(double minSeconds, double maxSeconds) {

    JobDelay {
        if (!(minSeconds >= 0 && maxSeconds >= minSeconds && maxSeconds <= 600)) {
            throw new IllegalArgumentException(
                    "job delay is not a range within 0 to 600 s: %s-%s".formatted(minSeconds, maxSeconds));
        }
    }

    /** Such as {@code 1-3}, or {@code 2} for each. */
    static JobDelay parse(String seconds) {
        var parts = seconds.split("-", 2);
        try {
            return new JobDelay(Double.parseDouble(parts[0]), Double.parseDouble(parts[parts.length - 1]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("job delay is not seconds, such as 2 or 1-3: " + seconds, e);
        }
    }

    Latency latency() {
        return new Latency(seconds(minSeconds), seconds(maxSeconds));
    }

    static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }
}
