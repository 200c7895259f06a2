package dev.trailtally.server.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One whole statement with named binds, such as :account_id. */
public final class Sql {

    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*\\R");
    private static final Pattern BIND = Pattern.compile("(?<![:\\w]):([a-z_]+)");

    /** The statements of the program's text, which are few and stay the same. */
    private static final Map<String, Sql> KNOWN = new ConcurrentHashMap<>();

    private final String statement;
    private final List<String> binds;

    public Sql(String text) {
        var bare = COMMENT.matcher(text).replaceAll("");
        this.binds = BIND.matcher(bare).results().map(bind -> bind.group(1)).toList();
        this.statement = BIND.matcher(bare).replaceAll((MatchResult bind) -> "?");
    }

    /** The file with that name beside a class. */
    public static Sql file(Class<?> beside, String name) {
        return new Sql(text(beside, name));
    }

    /** Its text. */
    public static String text(Class<?> beside, String name) {
        try (var file = requireNonNull(beside.getResourceAsStream(name), name + " is missing beside " + beside)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /** A statement to give values to; only for constant texts, which are kept. */
    public static Bound of(String text) {
        return new Bound(KNOWN.computeIfAbsent(text, Sql::new));
    }

    /** An array of SQL. */
    public static Array array(String type, Collection<? extends @Nullable Object> values) {
        return new Array(type, values.toArray());
    }

    public static Array array(String type, Object[] values) {
        return new Array(type, values);
    }

    public static Array array(String type, Stream<? extends @Nullable Object> values) {
        return new Array(type, values.toArray());
    }

    /** An array of SQL with one element a row. */
    public static <T> Array array(
            String type, Collection<T> rows, Function<? super T, ? extends @Nullable Object> column) {
        return new Array(type, rows.stream().map(column).toArray());
    }

    /** A null of an array type of PostgreSQL, such as _int8: without a type, the driver would plan a new statement. */
    public static Object noArray(String type) {
        return new NoArray(type);
    }

    /** Runs it and returns how many rows it wrote. */
    public int run(Connection connection, Map<String, ?> values) throws SQLException {
        try (var prepared = prepare(connection, values)) {
            return prepared.execute() ? 0 : Math.max(0, prepared.getUpdateCount());
        }
    }

    public Bound with(Map<String, ? extends @Nullable Object> values) {
        return new Bound(this).with(values);
    }

    /** The statement with its values bound. */
    public PreparedStatement prepare(Connection connection, Map<String, ? extends @Nullable Object> values)
            throws SQLException {
        var prepared = connection.prepareStatement(statement);
        bind(prepared, 0, values);
        return prepared;
    }

    /** Statements, each with its values, that are sent together: one round trip, with the results of each in their order. */
    public static PreparedStatement together(
            Connection connection, List<Sql> statements, List<? extends Map<String, ? extends @Nullable Object>> values)
            throws SQLException {
        var prepared = connection.prepareStatement(
                statements.stream().map(sql -> sql.statement).collect(Collectors.joining(";")));
        int bound = 0;
        for (int i = 0; i < statements.size(); i++) {
            bound = statements.get(i).bind(prepared, bound, values.get(i));
        }
        return prepared;
    }

    private int bind(PreparedStatement prepared, int bound, Map<String, ? extends @Nullable Object> values)
            throws SQLException {
        int place = bound;
        for (var bind : binds) {
            if (!values.containsKey(bind)) {
                throw new IllegalArgumentException("no value for :" + bind);
            }
            var value = values.get(bind);
            place++;
            if (value instanceof NoArray none) {
                prepared.setNull(place, Types.ARRAY, none.type);
            } else {
                prepared.setObject(place, value(prepared.getConnection(), value));
            }
        }
        return place;
    }

    private static @Nullable Object value(Connection connection, @Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Duration duration -> duration.toMillis() / 1_000.0;
            case Array array -> connection.createArrayOf(array.type, array.values);
            default -> value;
        };
    }

    /** A timestamptz column; null stays null. Not through java.sql.Timestamp, which has no calendar before 1582. */
    public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        return instant(row.getObject(column, OffsetDateTime.class));
    }

    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        return instant(row.getObject(column, OffsetDateTime.class));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** Values of a type of PostgreSQL, such as bigint. */
    public static final class Array {

        private final String type;
        private final @Nullable Object[] values;

        private Array(String type, @Nullable Object[] values) {
            this.type = type;
            this.values = values;
        }
    }

    private record NoArray(String type) {}

    /** A row of a result, read into a value. */
    @FunctionalInterface
    public interface Row<T extends @Nullable Object> {
        T read(ResultSet row) throws SQLException;
    }

    /** What is done with each row of a result. */
    @FunctionalInterface
    public interface Rows {
        void accept(ResultSet row) throws SQLException;
    }

    /**
     * A statement with values: null, a number, text, a UUID, a date, an {@link Instant}, an {@link Array}, or a
     * {@link Duration}, which is bound as seconds.
     */
    public static final class Bound {

        private final Sql sql;
        private final Map<String, @Nullable Object> values = new HashMap<>();

        private Bound(Sql sql) {
            this.sql = sql;
        }

        public Bound with(String name, @Nullable Object value) {
            values.put(name, value);
            return this;
        }

        public Bound with(Map<String, ? extends @Nullable Object> more) {
            values.putAll(more);
            return this;
        }

        public PreparedStatement prepare(Connection connection) throws SQLException {
            return sql.prepare(connection, values);
        }

        /** Runs it and returns how many rows it wrote. */
        public int update(Connection connection) throws SQLException {
            try (var prepared = prepare(connection)) {
                return prepared.execute() ? 0 : Math.max(0, prepared.getUpdateCount());
            }
        }

        /** Hands over the rows of its result. */
        public void each(Connection connection, Rows rows) throws SQLException {
            try (var prepared = prepare(connection);
                    var result = prepared.executeQuery()) {
                while (result.next()) {
                    rows.accept(result);
                }
            }
        }

        /** All rows of its result. */
        public <T extends @Nullable Object> List<T> list(Connection connection, Row<T> row) throws SQLException {
            var found = new ArrayList<T>();
            each(connection, rows -> found.add(row.read(rows)));
            return found;
        }

        /** Values of the rows of its result by a key, of which each row has another. */
        public <K, V> Map<K, V> map(Connection connection, Row<K> key, Row<V> value) throws SQLException {
            var found = new HashMap<K, V>();
            each(connection, rows -> found.put(key.read(rows), value.read(rows)));
            return found;
        }

        /** The first row of its result; null if it has none. */
        public <T> @Nullable T first(Connection connection, Row<? extends @Nullable T> row) throws SQLException {
            try (var prepared = prepare(connection);
                    var rows = prepared.executeQuery()) {
                return rows.next() ? row.read(rows) : null;
            }
        }

        /** The only row of its result. */
        public <T> T one(Connection connection, Row<T> row) throws SQLException {
            return requireNonNull(first(connection, row), "the result has no row");
        }

        /** Whether its result has a row. */
        public boolean exists(Connection connection) throws SQLException {
            try (var prepared = prepare(connection);
                    var rows = prepared.executeQuery()) {
                return rows.next();
            }
        }
    }
}
