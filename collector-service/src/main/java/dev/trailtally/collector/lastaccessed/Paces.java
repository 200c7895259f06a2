package dev.trailtally.collector.lastaccessed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One {@link Pace} for each account that is being asked, whichever scans ask it. */
final class Paces {

    private static final class Shared {
        private final Gate gate;
        private int users;

        Shared(Gate gate) {
            this.gate = gate;
        }
    }

    private final Map<Long, Shared> gates = new ConcurrentHashMap<>();

    /** To be given back by {@link #leave}. */
    Gate join(long accountId) {
        var shared = gates.compute(accountId, (account, present) -> {
            var joined = present == null ? new Shared(new Gate()) : present;
            joined.users++;
            return joined;
        });
        return shared.gate;
    }

    void leave(long accountId) {
        gates.computeIfPresent(accountId, (account, shared) -> --shared.users == 0 ? null : shared);
    }
}
