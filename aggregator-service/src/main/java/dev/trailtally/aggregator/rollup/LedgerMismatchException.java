package dev.trailtally.aggregator.rollup;

import java.time.LocalDate;

/** The stored events are not those of which the books tell; rolling up would make numbers wrong permanently. */
class LedgerMismatchException extends RuntimeException {

    /** Two batches stored events of a day at the same time, and perhaps the same ones. */
    LedgerMismatchException(long accountId, LocalDate day) {
        super("account %012d: the segments of %s do not add up to its row of event_day".formatted(accountId, day));
    }

    /** What a batch stored of a family is not what it stored of events. */
    LedgerMismatchException(long accountId, long inLedger, long counted, String family) {
        super("account %012d: its pending ledger rows name %d events, their counts of family %s add up to %d"
                .formatted(accountId, inLedger, family, counted));
    }
}
