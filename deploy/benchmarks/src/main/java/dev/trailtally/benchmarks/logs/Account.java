package dev.trailtally.benchmarks.logs;

import java.util.List;

/**
 * An account of the organization.
 *
 * @param index its position by size; 0 is the largest
 * @param id 12 digits
 * @param share of all events, 0 to 1
 * @param regions in use, the busiest first
 */
record Account(
        int index,
        String id,
        double share,
        List<String> regions,
        Weights regionWeights,
        List<Caller> callers,
        Weights callerWeights) {

    Account {
        regions = List.copyOf(regions);
        callers = List.copyOf(callers);
    }
}
