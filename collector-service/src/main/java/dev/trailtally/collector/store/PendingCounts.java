package dev.trailtally.collector.store;

import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.Flags;
import dev.trailtally.collector.store.EventRows.AccountDay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.postgresql.core.Oid;

/**
 * Counts the events that a batch stores, by account, day, category and the key of each family, while they are in memory: to
 * count them in the database takes ten times as long. The aggregator adds the counts to the rollups.
 */
final class PendingCounts {

    /** The columns in the order in which they are written. */
    private static final String COPY = """
            copy pending_count (
              account_id, day, batch_id, family, category, part, event_count, failed_count, first_event_time,
              last_event_time, first_key, last_key, text_keys, key_1, key_2, key_3, event_counts, failed_counts,
              first_seconds, spans
            )
            from stdin (format binary)
            """;

    private static final int COLUMNS = 20;
    private static final int MAX_KEYS = 3;
    private static final int MAX_ELEMENTS = 1_024;

    private final EventRows events;
    private final EventBatch batch;
    private final List<CountedFamily> families;
    private final long batchId;
    private final CopyBuffer out;
    private final KeyCounts counts = new KeyCounts();

    private PendingCounts(EventRows events, long batchId, CopyBuffer out) {
        this.events = events;
        this.batch = events.batch();
        this.families = CountedFamily.of(events);
        this.batchId = batchId;
        this.out = out;
    }

    /** Stores the counts of all events of the days. */
    static void copy(EventRows events, List<AccountDay> days, long batchId, Connection connection) throws SQLException {
        if (days.isEmpty()) {
            return;
        }
        try (var copy = CopyBuffer.start(connection, COPY)) {
            var pending = new PendingCounts(events, batchId, copy);
            for (var day : days) {
                pending.write(day);
            }
            copy.finish();
        }
    }

    private void write(AccountDay day) throws SQLException {
        var categories = Arrays.stream(day.rows())
                .map(row -> batch.category[row])
                .distinct()
                .toArray();
        for (int category : categories) {
            var rows = categories.length == 1
                    ? day.rows()
                    : Arrays.stream(day.rows())
                            .filter(row -> batch.category[row] == category)
                            .toArray();
            for (var family : families) {
                count(family, rows);
                write(day, category, family);
            }
        }
    }

    private void count(CountedFamily family, int[] rows) {
        counts.clear(rows.length);
        for (int row : rows) {
            if (family.counted().test(row)) {
                counts.add(family.key(row), events.secondOfDay(row), Flags.failed(batch.flags[row]));
            }
        }
    }

    private void write(AccountDay day, int category, CountedFamily family) throws SQLException {
        var places = counts.sorted();
        for (int from = 0, part = 0; from < places.length; from += MAX_ELEMENTS, part++) {
            out.startRow(COLUMNS);
            out.bigint(day.account());
            EventRows.day(day.day(), out);
            out.bigint(batchId);
            out.text(family.name());
            out.smallint(category);
            out.integer(part);
            write(day, family, Arrays.copyOfRange(places, from, Math.min(places.length, from + MAX_ELEMENTS)));
        }
    }

    private void write(AccountDay day, CountedFamily family, int[] places) {
        long failed = Arrays.stream(places).mapToLong(counts::failed).sum();
        out.bigint(Arrays.stream(places).mapToLong(counts::count).sum());
        out.bigint(failed);
        long midnight = day.day() * 86_400L;
        EventRows.time(midnight + Arrays.stream(places).map(counts::first).min().orElseThrow(), out);
        EventRows.time(midnight + Arrays.stream(places).map(counts::last).max().orElseThrow(), out);
        var firstKeys = Arrays.stream(places)
                .mapToLong(place -> family.reference(counts.key(place), 0))
                .summaryStatistics();
        out.bigint(firstKeys.getMin());
        out.bigint(firstKeys.getMax());
        texts(family, places);
        for (int column = 0; column < MAX_KEYS; column++) {
            keys(family, column, places);
        }
        bigints(places, counts::count);
        if (failed == 0) {
            out.none();
        } else {
            bigints(places, counts::failed);
        }
        integers(places, counts::first);
        integers(places, place -> counts.last(place) - counts.first(place));
    }

    private void texts(CountedFamily family, int[] places) {
        var column = family.text();
        if (column == null) {
            out.none();
            return;
        }
        out.startArray(Oid.TEXT, places.length);
        for (int place : places) {
            out.text(family.text(counts.key(place), column));
        }
        out.endArray();
    }

    private void keys(CountedFamily family, int column, int[] places) {
        if (column < family.keys().size()) {
            bigints(places, place -> family.reference(counts.key(place), column));
        } else {
            out.none();
        }
    }

    private void bigints(int[] places, IntToLongFunction value) {
        out.startArray(Oid.INT8, places.length);
        for (int place : places) {
            out.bigint(value.applyAsLong(place));
        }
        out.endArray();
    }

    private void integers(int[] places, IntUnaryOperator value) {
        out.startArray(Oid.INT4, places.length);
        for (int place : places) {
            out.integer(value.applyAsInt(place));
        }
        out.endArray();
    }
}
