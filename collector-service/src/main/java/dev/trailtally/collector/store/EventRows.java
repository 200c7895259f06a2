package dev.trailtally.collector.store;

import dev.trailtally.collector.event.EventBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** The rows of a batch as they go into the tables: references resolved, sorted by account, time and id, each event once. */
final class EventRows {

    /**
     * Events of an account and UTC day.
     *
     * @param rows numbers of rows, by time and id
     * @param day days since 1970
     */
    @SuppressWarnings("ArrayRecordComponent") // numbers, read by index only
    record AccountDay(long account, int day, int[] rows) {}

    private static final int SECONDS_A_DAY = 86_400;
    /** Days from 1970 to 2000, where PostgreSQL's calendar starts. */
    private static final int POSTGRES_EPOCH_DAY = 10_957;

    private static final long POSTGRES_EPOCH_SECOND = 86_400L * POSTGRES_EPOCH_DAY;

    private static final int ROW_BITS = 16;
    private static final int SECOND_BITS = 31;

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

    Dictionaries.References references() {
        return references;
    }

    long account(int row) {
        return batch.account[row];
    }

    long second(int row) {
        return batch.second[row];
    }

    /** Days since 1970. */
    int day(int row) {
        return day(batch.second[row]);
    }

    static int day(long second) {
        return (int) Math.floorDiv(second, SECONDS_A_DAY);
    }

    int secondOfDay(int row) {
        return Math.floorMod(batch.second[row], SECONDS_A_DAY);
    }

    long region(int row) {
        return region(references, batch.region[row]);
    }

    /** The reference of a batch's region number; that of the empty text if it is absent. */
    static long region(Dictionaries.References references, int number) {
        return reference(references.regions(), number);
    }

    static long reference(long[] references, int number) {
        return number == EventBatch.ABSENT ? 0 : references[number];
    }

    /** Appends account_id, event_time and event_id. */
    void key(int row, CopyBuffer out) {
        out.bigint(batch.account[row]);
        time(batch.second[row], out);
        out.uuid(batch.idHigh[row], batch.idLow[row]);
    }

    static void time(long second, CopyBuffer out) {
        out.bigint((second - POSTGRES_EPOCH_SECOND) * 1_000_000);
    }

    /** Appends a date. */
    static void day(int day, CopyBuffer out) {
        out.integer(day - POSTGRES_EPOCH_DAY);
    }

    /** The events by account and day, in the order of the key, without some rows. */
    List<AccountDay> accountDays(BitSet except) {
        var rows = Arrays.stream(order).filter(row -> !except.get(row)).toArray();
        var days = new ArrayList<AccountDay>();
        int from = 0;
        for (int to = 1; to <= rows.length; to++) {
            if (to == rows.length || account(rows[to]) != account(rows[from]) || day(rows[to]) != day(rows[from])) {
                days.add(new AccountDay(account(rows[from]), day(rows[from]), Arrays.copyOfRange(rows, from, to)));
                from = to;
            }
        }
        return days;
    }

    /** How PostgreSQL orders ids: as unsigned bytes. */
    static int compareIds(long high, long low, long otherHigh, long otherLow) {
        int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh == 0 ? Long.compareUnsigned(low, otherLow) : byHigh;
    }

    /** By account, time, id and row. Account and time are packed into longs with the row, ids compared where these are the same. */
    private static int[] sorted(EventBatch batch) {
        int size = batch.size();
        var accounts = Arrays.stream(batch.account, 0, size).distinct().sorted().toArray();
        long first = Arrays.stream(batch.second, 0, size).min().orElse(0);
        var keys = new long[size];
        for (int row = 0; row < size; row++) {
            long rank = Arrays.binarySearch(accounts, batch.account[row]);
            long second = Math.min(batch.second[row] - first, (1L << SECOND_BITS) - 1);
            keys[row] = (rank << (SECOND_BITS + ROW_BITS)) | (second << ROW_BITS) | row;
        }
        Arrays.sort(keys);
        var rows = Arrays.stream(keys)
                .mapToInt(key -> (int) (key & ((1 << ROW_BITS) - 1)))
                .toArray();
        int from = 0;
        for (int to = 1; to <= size; to++) {
            if (to == size || keys[to] >>> ROW_BITS != keys[from] >>> ROW_BITS) {
                sortById(batch, rows, from, to);
                from = to;
            }
        }
        return rows;
    }

    private static void sortById(EventBatch batch, int[] rows, int from, int to) {
        if (to - from < 2) {
            return;
        }
        var some = Arrays.stream(rows, from, to)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(row -> batch.second[row])
                        .thenComparing((one, other) -> compareIds(
                                batch.idHigh[one], batch.idLow[one], batch.idHigh[other], batch.idLow[other])))
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(some, 0, rows, from, some.length);
    }

    private static int[] withoutRepeated(EventBatch batch, int[] rows) {
        var kept = new int[rows.length];
        int count = 0;
        for (int row : rows) {
            if (count == 0 || !same(batch, kept[count - 1], row)) {
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
