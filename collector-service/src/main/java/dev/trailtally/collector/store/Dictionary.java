package dev.trailtally.collector.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Text that repeats -> its reference in a dictionary table. Rows of these tables never change, so what is known here stays
 * true. New rows are committed at once, before the events that use them: a row that no event uses does no harm.
 *
 * @param <T> what the table holds
 */
final class Dictionary<T> {

    private static final int MAX_CACHED = 100_000;
    private static final int MAX_VALUES = 10_000;

    private final String find;
    private final String insert;
    private final Map<String, Function<T, @Nullable String>> columns;
    private final Cache<T, Long> cache =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).build();

    /**
     * @param find takes a text array for each column, by its name; gives (position from 1, id) of those that are there
     * @param insert takes the same; adds those that are missing, in the order of their key, so that two writers cannot
     *     wait for each other
     */
    Dictionary(String find, String insert, Map<String, Function<T, @Nullable String>> columns) {
        this.find = find;
        this.insert = insert;
        this.columns = Map.copyOf(columns);
    }

    /** The references of the values, in their order. */
    long[] references(List<T> values, Connection connection) throws SQLException {
        Map<T, Long> found = new HashMap<>();
        var missing = new LinkedHashSet<T>();
        for (var value : values) {
            var reference = cache.getIfPresent(value);
            if (reference == null) {
                missing.add(value);
            } else {
                found.put(value, reference);
            }
        }
        var unknown = new ArrayList<>(missing);
        for (int from = 0; from < unknown.size(); from += MAX_VALUES) {
            fetch(unknown.subList(from, Math.min(unknown.size(), from + MAX_VALUES)), found, connection);
        }
        return values.stream().mapToLong(value -> reference(value, found)).toArray();
    }

    private void fetch(List<T> values, Map<T, Long> found, Connection connection) throws SQLException {
        find(values, found, connection);
        var absent = values.stream().filter(value -> !found.containsKey(value)).toList();
        if (!absent.isEmpty()) {
            insert(absent, connection);
            find(absent, found, connection);
        }
    }

    private void find(List<T> values, Map<T, Long> found, Connection connection) throws SQLException {
        bound(find, values).each(connection, rows -> {
            var value = values.get(rows.getInt(1) - 1);
            found.put(value, rows.getLong(2));
            cache.put(value, rows.getLong(2));
        });
    }

    private void insert(List<T> values, Connection connection) throws SQLException {
        bound(insert, values).update(connection);
    }

    private Sql.Bound bound(String sql, List<T> values) {
        var bound = Sql.of(sql);
        columns.forEach((name, column) -> bound.with(name, Sql.array("text", values, column)));
        return bound;
    }

    private long reference(T value, Map<T, Long> found) {
        var reference = found.get(value);
        if (reference == null) {
            throw new IllegalStateException("dictionary did not take " + value);
        }
        return reference;
    }
}
