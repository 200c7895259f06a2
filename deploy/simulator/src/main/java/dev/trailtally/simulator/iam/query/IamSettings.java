package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.event.Seed;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How IAM answers.
 *
 * @param seed of delays and failures
 * @param throttle of all calls of an account together
 * @param latency of every call
 * @param pageSize the most items in a page; fewer if fewer are requested
 * @param emptyPages whether an empty page comes before each page
 * @param jobDelay from the making of a job to its end
 * @param failedJobs the share of entities whose jobs fail, from 0 to 1
 * @param fates of the jobs of single entities, by ARN or entity path
 * @param vanishing how many jobs vanish, for each entity whose jobs do, before one stays
 * @param jobLifetime after which a job is no longer known, null for as long as there is room
 * @param denials what is not allowed
 * @param unusedActionsListed whether tracked actions of a service are named if none of them was used
 * @param runningReports how many reports of the organization may run at the same time
 * @param serviceControlPolicies by id, the namespaces that each allows; none are all
 */
public record IamSettings(
        long seed,
        Throttle throttle,
        Latency latency,
        int pageSize,
        boolean emptyPages,
        Latency jobDelay,
        double failedJobs,
        Map<String, JobFate> fates,
        Map<String, Integer> vanishing,
        @Nullable Duration jobLifetime,
        Set<Denial> denials,
        boolean unusedActionsListed,
        int runningReports,
        Map<String, Set<String>> serviceControlPolicies) {

    public static final Throttle THROTTLE = new Throttle(20, 40);

    public IamSettings {
        if (pageSize < 1 || pageSize > 1000) {
            throw new IllegalArgumentException("pageSize is not from 1 to 1000: " + pageSize);
        }
        if (!(failedJobs >= 0 && failedJobs <= 1)) {
            throw new IllegalArgumentException("failedJobs is not from 0 to 1: " + failedJobs);
        }
        fates = Map.copyOf(fates);
        vanishing = Map.copyOf(vanishing);
        denials = Set.copyOf(denials);
        serviceControlPolicies = Map.copyOf(serviceControlPolicies);
    }

    public static Builder builder() {
        return new Builder();
    }

    public static IamSettings plain() {
        return builder().build();
    }

    /** Whether each job of this entity fails, however often it is made. */
    public boolean fails(String arn) {
        return fates.get(arn) == JobFate.FAILS
                || (!fates.containsKey(arn) && Seed.share(seed, arn.hashCode()) < failedJobs);
    }

    boolean denies(String account, String action) {
        return denials.stream().anyMatch(denial -> denial.covers(account, action));
    }

    /** Builds settings, from an estimate of AWS's rate, immediate jobs and no faults. */
    public static final class Builder {

        private final Map<String, JobFate> fates = new HashMap<>();
        private final Map<String, Integer> vanishing = new HashMap<>();
        private final Set<Denial> denials = new HashSet<>();
        private final Map<String, Set<String>> policies = new HashMap<>(Map.of("p-FullAWSAccess", Set.of()));
        private long seed = 1;
        private Throttle throttle = THROTTLE;
        private Latency latency = Latency.NONE;
        private int pageSize = 1000;
        private boolean emptyPages;
        private Latency jobDelay = Latency.NONE;
        private double failedJobs;
        private @Nullable Duration jobLifetime;
        private boolean unusedActionsListed = true;
        private int runningReports = 10;

        private Builder() {}

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder throttle(Throttle ofAnAccount) {
            throttle = ofAnAccount;
            return this;
        }

        public Builder latency(Latency ofCalls) {
            latency = ofCalls;
            return this;
        }

        public Builder pageSize(int most) {
            pageSize = most;
            return this;
        }

        public Builder emptyPages() {
            emptyPages = true;
            return this;
        }

        public Builder jobDelay(Latency delay) {
            jobDelay = delay;
            return this;
        }

        public Builder failedJobs(double share) {
            failedJobs = share;
            return this;
        }

        public Builder fate(String arn, JobFate fate) {
            fates.put(arn, fate);
            return this;
        }

        /** The first jobs of this entity, up to a count, vanish. */
        public Builder vanish(String arn, int jobs) {
            vanishing.put(arn, jobs);
            return fate(arn, JobFate.VANISHES);
        }

        public Builder jobLifetime(Duration lifetime) {
            jobLifetime = lifetime;
            return this;
        }

        /** An account's callers, or "*" for all, may not call an action such as ListGroups, or "*" for any. */
        public Builder deny(String account, String action) {
            denials.add(new Denial(account, action));
            return this;
        }

        /** As in the API reference: no list of actions if none was used. */
        public Builder unusedActionsOmitted() {
            unusedActionsListed = false;
            return this;
        }

        public Builder runningReports(int most) {
            runningReports = most;
            return this;
        }

        public Builder serviceControlPolicy(String id, Set<String> namespaces) {
            policies.put(id, Set.copyOf(namespaces));
            return this;
        }

        public IamSettings build() {
            return new IamSettings(
                    seed,
                    throttle,
                    latency,
                    pageSize,
                    emptyPages,
                    jobDelay,
                    failedJobs,
                    fates,
                    vanishing,
                    jobLifetime,
                    denials,
                    unusedActionsListed,
                    runningReports,
                    policies);
        }
    }
}
