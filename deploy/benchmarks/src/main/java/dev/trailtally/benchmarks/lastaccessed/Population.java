package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.simulator.iam.IamPlan;
import java.time.Instant;
import java.util.stream.LongStream;

/**
 * The principals that have jobs.
 *
 * @param principals users, roles, groups and policies of each account: three tenths users, half of them roles
 * @param services that each of them is allowed
 */
record Population(int accounts, int principals, int services) {

    private static final long SEED = 7;
    // The most that IAM puts on a page, of entities as of services.
    private static final int PAGE = 1_000;

    Population {
        if (accounts < 1 || accounts > 1_000) {
            throw new IllegalArgumentException("accounts is not from 1 to 1000: " + accounts);
        }
        if (principals < 1 || principals > 10_000) {
            throw new IllegalArgumentException("principals is not from 1 to 10000: " + principals);
        }
        // More would need a second page, and so a further request for each job.
        if (services < 1 || services > PAGE) {
            throw new IllegalArgumentException("services is not from 1 to %d: %d".formatted(PAGE, services));
        }
    }

    IamPlan plan(Instant now) {
        return IamPlan.of(SEED, principals, services, now);
    }

    long jobs() {
        return (long) accounts * principals;
    }

    /** The fewest requests that list one account: one page of each type, even an empty one. */
    long listingRequests() {
        var plan = plan(Instant.EPOCH);
        return LongStream.of(plan.users(), plan.roles(), plan.groups(), plan.policies())
                .map(count -> Math.max(1, Math.ceilDiv(count, PAGE)))
                .sum();
    }

    /** The fewest requests of one account: it is listed, and each job is started and read once. */
    long fewestRequests() {
        return listingRequests() + 2L * principals;
    }

    double fewestRequestsPerJob() {
        return (double) fewestRequests() / principals;
    }
}
