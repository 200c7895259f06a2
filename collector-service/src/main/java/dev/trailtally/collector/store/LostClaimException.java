package dev.trailtally.collector.store;

import java.util.Set;

/** Objects or units of the batch are no longer claimed by this collector, so that another one may have read them. */
public final class LostClaimException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Set<Long> lostUnits;
    private final int count;

    LostClaimException(int held, int wanted) {
        super("of the batch's " + wanted + " objects, " + held + " are still claimed by this collector");
        this.lostUnits = Set.of();
        this.count = wanted - held;
    }

    LostClaimException(Set<Long> lostUnits) {
        super(lostUnits.size() + " of the batch's units are no longer claimed by this collector");
        this.lostUnits = Set.copyOf(lostUnits);
        this.count = lostUnits.size();
    }

    /** How many objects or units were lost. */
    public int count() {
        return count;
    }

    /** Empty for a batch of log objects. */
    public Set<Long> lostUnits() {
        return lostUnits;
    }
}
