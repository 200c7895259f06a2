package dev.trailtally.benchmarks.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The active callers of a cell: a few at a time, each for a dozen calls or so, like a script or a console session. */
final class Actors {

    private static final int AT_ONCE = 4;
    private static final int CALLS = 12;

    private final Cell cell;
    private final List<Actor> active = new ArrayList<>();

    Actors(Cell cell) {
        this.cell = cell;
    }

    /** A session of a caller; 0 if it has none. */
    record Actor(Caller caller, int session) {}

    Actor draw(SplittableRandom random) {
        if (active.size() < AT_ONCE) {
            active.add(arriving(random));
            return active.getLast();
        }
        var place = random.nextInt(AT_ONCE);
        if (random.nextInt(CALLS) == 0) {
            active.set(place, arriving(random));
        }
        return active.get(place);
    }

    private Actor arriving(SplittableRandom random) {
        var account = cell.account();
        var caller = account.callers().get(account.callerWeights().draw(random));
        // Callers of only global services have nothing to do in the other regions.
        for (var tries = 0; cell.regionIndex() > 0 && caller.globalOnly() && tries < 100; tries++) {
            caller = account.callers().get(account.callerWeights().draw(random));
        }
        return new Actor(
                caller,
                caller.sessions().isEmpty()
                        ? 0
                        : random.nextInt(caller.sessions().size()));
    }
}
