package dev.trailtally.simulator.fault;

import dev.trailtally.simulator.event.Seed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Throws the dice that {@link Faults} are set by: the same numbers in the same order for the same seed. */
public final class FaultDice {

    private final Faults faults;
    private final AtomicLong thrown = new AtomicLong();

    /** What strikes a request. */
    public enum Strike {
        NONE,
        INTERNAL_FAILURE,
        RESET
    }

    public FaultDice(Faults faults) {
        this.faults = faults;
    }

    public Strike strike() {
        var point = share();
        if (point < faults.internalFailures()) {
            return Strike.INTERNAL_FAILURE;
        }
        return point < faults.internalFailures() + faults.resets() ? Strike.RESET : Strike.NONE;
    }

    public Duration pageLatency() {
        var latency = share() < faults.slowPages() ? faults.slowLatency() : faults.latency();
        return latency.at(share());
    }

    public boolean emptyPage() {
        return share() < faults.emptyPages();
    }

    /** How many events a page may have, out of the requested number. */
    public int pageSize(int asked) {
        return share() < faults.shortPages() ? 1 + (int) (share() * asked) : asked;
    }

    private double share() {
        return Seed.share(faults.seed(), thrown.getAndIncrement());
    }
}
