package dev.trailtally.aggregator.rollup;

import java.time.LocalDate;

/** The stored events are not those of which the books tell; rolling up would make numbers wrong permanently. */
class LedgerMismatchException extends RuntimeException {

    /** Two batches stored events of a day at the same time, and perhaps the same ones. */
    LedgerMismatchException(LocalDate day) {
        super("the segments of %s do not add up to its row of event_day".formatted(day));
    }

    /** A batch has counts of a family that only a later release can make again. */
    LedgerMismatchException(String family) {
        super(("its pending counts do not add up, and some are of family %s, which this aggregator does not know;"
                        + " update the aggregator, then RunRollup with recount counts the events again")
                .formatted(family));
    }

    /** What a batch stored of a family is not what it stored of events. */
    LedgerMismatchException(long inLedger, long counted, String family) {
        super(("its pending ledger rows name %d events, their counts of family %s add up to %d;"
                        + " RunRollup with recount counts the events again")
                .formatted(inLedger, family, counted));
    }
}
