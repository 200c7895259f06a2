package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.run.Machine;
import java.util.List;

/** The result of the whole matrix; the pagers, one for each latency, are empty if they were left out. */
record LookupResult(Machine machine, List<SequentialPager> pagers, List<CellResult> cells) {

    LookupResult {
        pagers = List.copyOf(pagers);
        cells = List.copyOf(cells);
    }

    boolean exact() {
        return cells.stream().allMatch(CellResult::exact);
    }
}
