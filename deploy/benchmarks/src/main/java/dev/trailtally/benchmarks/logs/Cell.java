package dev.trailtally.benchmarks.logs;

import java.util.ArrayList;
import java.util.List;

/**
 * The events of one account, region and UTC day, and the number of files that deliver them.
 *
 * @param epochDay days since 1970-01-01
 */
record Cell(Account account, int regionIndex, long epochDay, long events, int files) {

    private static final long EVENTS_PER_FILE = 500;
    private static final long MAX_EVENTS_PER_FILE = 5_000;

    /** All cells with events; their events add up to exactly those of the plan. */
    static List<Cell> of(LogPlan plan, List<Account> accounts) {
        var days = Weights.of(plan.days(), i -> dayWeight(plan.start().toEpochDay() + i));
        var cells = new ArrayList<Cell>();
        var expected = 0.0;
        var given = 0L;
        for (var account : accounts) {
            for (var region = 0; region < account.regions().size(); region++) {
                for (var day = 0; day < plan.days(); day++) {
                    expected += plan.events()
                            * account.share()
                            * account.regionWeights().probability(region)
                            * days.probability(day);
                    var events = Math.round(expected) - given;
                    given += events;
                    if (events > 0) {
                        cells.add(new Cell(account, region, plan.start().toEpochDay() + day, events, 1));
                    }
                }
            }
        }
        return split(cells, plan.events());
    }

    String region() {
        return account.regions().get(regionIndex);
    }

    /** Weekends are quiet. */
    private static double dayWeight(long epochDay) {
        var weekday = Math.floorMod(epochDay + 3, 7);
        return weekday >= 5 ? 0.45 : 1;
    }

    /** Cuts large cells into several files, so that a file has {@link #EVENTS_PER_FILE} events on average. */
    private static List<Cell> split(List<Cell> cells, long events) {
        var low = EVENTS_PER_FILE / 5;
        var high = MAX_EVENTS_PER_FILE;
        while (low < high) {
            var limit = (low + high) / 2;
            if (cells.stream().mapToLong(cell -> filesOf(cell, limit)).sum() * EVENTS_PER_FILE > events) {
                low = limit + 1;
            } else {
                high = limit;
            }
        }
        var limit = low;
        return cells.stream()
                .map(cell -> new Cell(
                        cell.account,
                        cell.regionIndex,
                        cell.epochDay,
                        cell.events,
                        Math.toIntExact(filesOf(cell, limit))))
                .toList();
    }

    private static long filesOf(Cell cell, long limit) {
        return Math.ceilDiv(cell.events, limit);
    }
}
