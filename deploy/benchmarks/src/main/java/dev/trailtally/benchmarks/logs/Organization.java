package dev.trailtally.benchmarks.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The accounts of a plan, the largest first; it depends on the plan's seed and sizes, not on its events and days. */
final class Organization {

    private Organization() {}

    static List<Account> accounts(LogPlan plan, Catalog catalog) {
        var shares = Weights.zipf(plan.accounts(), 1.05);
        var callers = new Callers(plan, catalog);
        return IntStream.range(0, plan.accounts())
                .mapToObj(index -> account(plan, index, shares.probability(index), callers))
                .toList();
    }

    private static Account account(LogPlan plan, int index, double share, Callers callers) {
        var id = accountId(plan.seed(), index);
        // Large accounts use every region, small ones only their home region: that determines the number of files.
        var regionCount = Math.max(1, (int) Math.round(plan.regions() / (1 + 0.35 * index)));
        var principals = callers.of(index, id);
        return new Account(
                index,
                id,
                share,
                regions(plan, index, regionCount),
                Weights.zipf(regionCount, 1.2),
                principals,
                Weights.zipf(principals.size(), 1.0));
    }

    /** The third account has leading zeros, which no output may lose. */
    private static String accountId(long seed, int index) {
        var random = Seeds.random(seed, 'a', index);
        return switch (index) {
            case 2 -> "00%010d".formatted(random.nextLong(1_000_000_000L, 10_000_000_000L));
            default -> "%012d".formatted(random.nextLong(100_000_000_000L, 1_000_000_000_000L));
        };
    }

    private static List<String> regions(LogPlan plan, int index, int count) {
        var regions = new ArrayList<String>();
        regions.add(Regions.NAMES.getFirst());
        var random = Seeds.random(plan.seed(), 'r', index);
        while (regions.size() < count) {
            var region = Regions.NAMES.get(random.nextInt(plan.regions()));
            if (!regions.contains(region)) {
                regions.add(region);
            }
        }
        return regions;
    }
}
