package dev.trailtally.simulator.fault;

import dev.trailtally.simulator.organization.AccountRegion;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which faults occur, and how long answers take. Shares are from 0 to 1.
 *
 * @param seed of the dice
 * @param internalFailures share of HTTP 500, of any call
 * @param resets share of connections reset in place of an answer, of any call
 * @param latency of every page of LookupEvents
 * @param slowPages share of pages that take {@code slowLatency} in place of it
 * @param emptyPages share of pages without an event but with a token
 * @param shortPages share of pages cut short while more follows
 * @param resentFiles share of log files that are followed by another one with all of their events in another order, and some
 *     of the next file's
 * @param tokenLifetime of a NextToken, null for ever
 * @param credentialLifetime the most that AssumeRole grants, null for what was asked
 * @param deniedAccounts whose roles cannot be assumed
 * @param deniedUnits where LookupEvents is not allowed
 * @param endlessUnits where LookupEvents answers each NextToken with an empty page and the same token
 * @param disabledRegions that no account has enabled
 */
public record Faults(
        long seed,
        double internalFailures,
        double resets,
        Latency latency,
        double slowPages,
        Latency slowLatency,
        double emptyPages,
        double shortPages,
        double resentFiles,
        @Nullable Duration tokenLifetime,
        @Nullable Duration credentialLifetime,
        Set<String> deniedAccounts,
        Set<AccountRegion> deniedUnits,
        Set<AccountRegion> endlessUnits,
        Set<String> disabledRegions) {

    public Faults {
        requireShare("internalFailures", internalFailures);
        requireShare("resets", resets);
        requireShare("slowPages", slowPages);
        requireShare("shortPages", shortPages);
        requireShare("resentFiles", resentFiles);
        if (!(emptyPages >= 0 && emptyPages < 1)) {
            throw new IllegalArgumentException("emptyPages would never end: " + emptyPages);
        }
        deniedAccounts = Set.copyOf(deniedAccounts);
        deniedUnits = Set.copyOf(deniedUnits);
        endlessUnits = Set.copyOf(endlessUnits);
        disabledRegions = Set.copyOf(disabledRegions);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " is not from 0 to 1: " + share);
        }
    }

    public static Faults none() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Optional<Duration> findTokenLifetime() {
        return Optional.ofNullable(tokenLifetime);
    }

    /** Builds faults, from none and no delay. */
    public static final class Builder {

        private final Set<String> deniedAccounts = new HashSet<>();
        private final Set<AccountRegion> deniedUnits = new HashSet<>();
        private final Set<AccountRegion> endlessUnits = new HashSet<>();
        private final Set<String> disabledRegions = new HashSet<>();
        private long seed = 1;
        private double internalFailures;
        private double resets;
        private Latency latency = Latency.NONE;
        private double slowPages;
        private Latency slowLatency = Latency.NONE;
        private double emptyPages;
        private double shortPages;
        private double resentFiles;
        private @Nullable Duration tokenLifetime;
        private @Nullable Duration credentialLifetime;

        private Builder() {}

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder internalFailures(double share) {
            internalFailures = share;
            return this;
        }

        public Builder resets(double share) {
            resets = share;
            return this;
        }

        public Builder latency(Latency ofPages) {
            latency = ofPages;
            return this;
        }

        public Builder slowPages(double share, Latency ofSlowPages) {
            slowPages = share;
            slowLatency = ofSlowPages;
            return this;
        }

        public Builder emptyPages(double share) {
            emptyPages = share;
            return this;
        }

        public Builder shortPages(double share) {
            shortPages = share;
            return this;
        }

        public Builder resentFiles(double share) {
            resentFiles = share;
            return this;
        }

        public Builder tokenLifetime(Duration lifetime) {
            tokenLifetime = lifetime;
            return this;
        }

        public Builder credentialLifetime(Duration longest) {
            credentialLifetime = longest;
            return this;
        }

        public Builder denyAccount(String account) {
            deniedAccounts.add(account);
            return this;
        }

        public Builder denyUnit(String account, String region) {
            deniedUnits.add(new AccountRegion(account, region));
            return this;
        }

        public Builder endlessUnit(String account, String region) {
            endlessUnits.add(new AccountRegion(account, region));
            return this;
        }

        public Builder disableRegion(String region) {
            disabledRegions.add(region);
            return this;
        }

        public Faults build() {
            return new Faults(
                    seed,
                    internalFailures,
                    resets,
                    latency,
                    slowPages,
                    slowLatency,
                    emptyPages,
                    shortPages,
                    resentFiles,
                    tokenLifetime,
                    credentialLifetime,
                    deniedAccounts,
                    deniedUnits,
                    endlessUnits,
                    disabledRegions);
        }
    }
}
