package dev.trailtally.collector.store;

import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.Flags;
import java.util.Arrays;

/** The rows of a batch as they go into the table: references resolved, sorted by key, each event once. */
final class EventRows {

    /** Seconds from 1970 to 2000, where PostgreSQL's clock starts. */
    private static final long POSTGRES_EPOCH_SECOND = 946_684_800L;

    private static final int ROW_BITS = 16;
    private static final int SECOND_BITS = 32;
    private static final int MAX_RANK = (1 << (Long.SIZE - ROW_BITS - SECOND_BITS - 1)) - 1;

    private final EventBatch batch;
    private final Dictionaries.References references;
    private final int[] order;

    EventRows(EventBatch batch, Dictionaries.References references) {
        this.batch = batch;
        this.references = references;
        this.order = withoutRepeated(batch, sorted(batch));
    }

    /** Row numbers in the order of the key; an event that the batch holds twice is there once. */
    int[] order() {
        return order;
    }

    EventBatch batch() {
        return batch;
    }

    long account(int row) {
        return batch.account[row];
    }

    long second(int row) {
        return batch.second[row];
    }

    int region(int row) {
        return region(references, batch.region[row]);
    }

    /** The reference of a batch's region number; that of the empty text if it is absent. */
    static int region(Dictionaries.References references, int number) {
        return number == EventBatch.ABSENT ? 0 : references.regions()[number];
    }

    /** Appends the row in the order of the columns of table event. */
    void write(int row, long batchId, CopyBuffer out) {
        int identity = batch.identity[row];
        byte flags = batch.flags[row];
        out.startRow(14);
        key(row, out);
        out.bigint(batchId);
        out.integer(region(row));
        out.integer(references.actions()[batch.action[row]]);
        out.integer(reference(references.errorCodes(), batch.errorCode[row]));
        out.integer(references.principals()[identity]);
        out.integer(references.sessions()[identity]);
        out.integer(references.accessKeys()[identity]);
        out.integer(reference(references.sourceIps(), batch.sourceIp[row]));
        out.integer(reference(references.userAgents(), batch.userAgent[row]));
        out.bool(Flags.failed(flags));
        if (Flags.readOnlyKnown(flags)) {
            out.bool(Flags.readOnly(flags));
        } else {
            out.none();
        }
    }

    /** Appends account_id, event_time and event_id. */
    void key(int row, CopyBuffer out) {
        out.bigint(batch.account[row]);
        out.bigint((batch.second[row] - POSTGRES_EPOCH_SECOND) * 1_000_000);
        out.uuid(batch.idHigh[row], batch.idLow[row]);
    }

    private static int reference(int[] references, int number) {
        return number == EventBatch.ABSENT ? 0 : references[number];
    }

    /**
     * Rows by account and time, packed into longs: rank of the account, second, row. Sorted rows fill index pages one
     * after the other; if the ranges do not fit, the order is worse and nothing else is lost.
     */
    private static int[] sorted(EventBatch batch) {
        int size = batch.size();
        var accounts = Arrays.stream(batch.account, 0, size).distinct().sorted().toArray();
        long first = Arrays.stream(batch.second, 0, size).min().orElse(0);
        var keys = new long[size];
        for (int row = 0; row < size; row++) {
            long rank = Math.min(Arrays.binarySearch(accounts, batch.account[row]), MAX_RANK);
            long second = Math.min(batch.second[row] - first, (1L << SECOND_BITS) - 1);
            keys[row] = (rank << (SECOND_BITS + ROW_BITS)) | (second << ROW_BITS) | row;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys)
                .mapToInt(key -> (int) (key & ((1 << ROW_BITS) - 1)))
                .toArray();
    }

    private static int[] withoutRepeated(EventBatch batch, int[] rows) {
        int mask = Integer.highestOneBit(Math.max(rows.length, 1)) * 4 - 1;
        var slots = new int[mask + 1];
        var kept = new int[rows.length];
        int count = 0;
        for (int row : rows) {
            int slot = ((int) (batch.idLow[row] ^ (batch.idHigh[row] >>> 32))) & mask;
            while (slots[slot] != 0 && !same(batch, slots[slot] - 1, row)) {
                slot = (slot + 1) & mask;
            }
            if (slots[slot] == 0) {
                slots[slot] = row + 1;
                kept[count++] = row;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private static boolean same(EventBatch batch, int one, int other) {
        return batch.idLow[one] == batch.idLow[other]
                && batch.idHigh[one] == batch.idHigh[other]
                && batch.account[one] == batch.account[other]
                && batch.second[one] == batch.second[other];
    }
}
