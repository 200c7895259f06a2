package dev.trailtally.collector.store;

/** An object of the batch is no longer claimed by this collector, so that another one may have read it. */
public final class LostClaimException extends Exception {

    private static final long serialVersionUID = 1;

    LostClaimException(int held, int wanted) {
        super("of the batch's " + wanted + " objects, " + held + " are still claimed by this collector");
    }
}
