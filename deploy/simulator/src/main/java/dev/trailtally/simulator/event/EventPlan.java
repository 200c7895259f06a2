package dev.trailtally.simulator.event;

import java.time.Instant;

/**
 * Which events to make up for one account and region: always the same for the same plan.
 *
 * @param count how many in all, at most 50 million
 * @param end exclusive; may lie in the future: what is yet to come cannot be seen before its time
 */
public record EventPlan(String account, String region, long seed, int count, Instant start, Instant end) {

    public EventPlan {
        if (count < 0 || count > 50_000_000) {
            throw new IllegalArgumentException("count is not from 0 to 50000000: " + count);
        }
        if (end.getEpochSecond() - start.getEpochSecond() < 1
                || end.getEpochSecond() - start.getEpochSecond() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no time between " + start + " and " + end);
        }
    }

    /** What every draw of this plan starts from. */
    long unitSeed() {
        return Seed.mix(Seed.mix(seed, Long.parseLong(account)), region.hashCode());
    }

    String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
