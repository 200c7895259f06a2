package dev.trailtally.aggregator.rollup;

/** The event table does not match the ledger; rolling up would make numbers wrong permanently. */
class LedgerMismatchException extends RuntimeException {

    LedgerMismatchException(long accountId, long inLedger, long inTable) {
        super("account %012d: its pending ledger rows name %d events, the event table holds %d of them"
                .formatted(accountId, inLedger, inTable));
    }
}
