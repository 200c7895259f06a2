package dev.trailtally.server.caller;

import java.util.Set;

/**
 * The accounts that a caller may ask about.
 *
 * @param all whether every account, and {@code ids} and {@code units} are empty
 * @param ids account ids of twelve digits
 * @param units ids of organizational units ("ou-…") and roots ("r-…"), each with all accounts below it
 */
public record Accounts(boolean all, Set<String> ids, Set<String> units) {

    /** Every account. */
    public static final Accounts ALL = new Accounts(true, Set.of(), Set.of());

    public Accounts {
        ids = Set.copyOf(ids);
        units = Set.copyOf(units);
        if (all && !(ids.isEmpty() && units.isEmpty())) {
            throw new IllegalArgumentException("all accounts, and " + ids + units + " beside them");
        }
    }
}
