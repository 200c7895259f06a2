package dev.trailtally.collector.store;

import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A family of rollups, as the aggregator declares it: what the events of a batch are counted by.
 *
 * @param text the part of the key that is text; null if there is none
 * @param keys the other columns of the key; with the text, at most three
 * @param counted which rows have the key
 */
record CountedFamily(
        String name, @Nullable CountedColumn<String> text, List<CountedColumn<Long>> keys, IntPredicate counted) {

    private static final int NUMBER_BITS = 16;
    private static final long NUMBER = (1 << NUMBER_BITS) - 1;

    /** All families, of a batch. */
    static List<CountedFamily> of(EventRows rows) {
        var batch = rows.batch();
        var references = rows.references();
        var region = CountedColumn.of(batch.region, references.regions());
        var action = CountedColumn.of(batch.action, references.actions());
        var eventSource = CountedColumn.of(batch.action, references.eventSources());
        var errorCode = CountedColumn.of(batch.errorCode, references.errorCodes());
        var principal = CountedColumn.of(batch.identity, references.principals());
        var sourceIp = CountedColumn.of(batch.sourceIp, references.sourceIps());
        var userAgent = CountedColumn.of(batch.userAgent, references.userAgents());
        var session = CountedColumn.of(batch.identity, references.sessions());
        var accessKey = CountedColumn.of(batch.identity, references.accessKeys());
        return List.of(
                all("usage", List.of(region, action, errorCode)),
                new CountedFamily("error", null, List.of(action, errorCode), without(errorCode, 0L)),
                all("service", List.of(eventSource)),
                all("principal", List.of(principal)),
                all("principal_call", List.of(principal, action, errorCode)),
                all("principal_origin", List.of(principal, sourceIp, userAgent)),
                all("quarter_hour", List.of(CountedColumn.quarterHours(rows))),
                new CountedFamily("access_key", accessKey, List.of(principal), without(accessKey, "")),
                new CountedFamily("session", session, List.of(principal), without(session, "")));
    }

    /** The numbers of a row's values, the last column's lowest. */
    long key(int row) {
        long key = text == null ? 0 : text.number().applyAsInt(row);
        for (var column : keys) {
            key = (key << NUMBER_BITS) | column.number().applyAsInt(row);
        }
        return key;
    }

    /** The value of a column in a key. */
    long reference(long key, int column) {
        return keys.get(column).value(number(key, keys.size() - 1 - column));
    }

    /** The text in a key; only if there is any. */
    String text(long key, CountedColumn<String> column) {
        return column.value(number(key, keys.size()));
    }

    private static int number(long key, int fromLast) {
        return (int) ((key >>> (fromLast * NUMBER_BITS)) & NUMBER);
    }

    private static CountedFamily all(String name, List<CountedColumn<Long>> keys) {
        return new CountedFamily(name, null, keys, row -> true);
    }

    private static <T> IntPredicate without(CountedColumn<T> column, T none) {
        int number = column.numberOf(none);
        return row -> column.number().applyAsInt(row) != number;
    }
}
