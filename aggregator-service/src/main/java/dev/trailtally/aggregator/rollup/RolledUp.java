package dev.trailtally.aggregator.rollup;

/**
 * What a transaction added to the rollups.
 *
 * @param events events added
 * @param entries ledger rows marked
 */
record RolledUp(long events, long entries) {

    static final RolledUp NOTHING = new RolledUp(0, 0);
}
