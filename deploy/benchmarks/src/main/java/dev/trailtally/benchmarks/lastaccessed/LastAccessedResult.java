package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.benchmarks.run.Machine;
import java.util.List;

/** The result of the whole matrix. */
record LastAccessedResult(Machine machine, List<CellResult> cells) {

    LastAccessedResult {
        cells = List.copyOf(cells);
    }

    boolean exact() {
        return cells.stream().allMatch(CellResult::exact);
    }
}
