package dev.trailtally.report.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of a statement's binds. */
public final class Binds {

    /** A null with the type of references: without a type, the driver would plan a new statement. */
    private enum NoReferences {
        NULL
    }

    // As PostgreSQL reads them: years before 1 and after 9999 look different in ISO 8601.
    private static final DateTimeFormatter DAY = formatter("");
    private static final DateTimeFormatter TIME = formatter(" HH:mm:ss.SSSSSS'Z'");

    private final Map<String, @Nullable Object> values = new HashMap<>();

    /** Null binds as SQL null; the statement casts it if its type does not follow from the context. */
    public Binds with(String name, @Nullable Object value) {
        values.put(name, value);
        return this;
    }

    /** References into a dictionary; null for no restriction. */
    public Binds withReferences(String name, @Nullable List<Long> references) {
        return with(
                name,
                references == null
                        ? NoReferences.NULL
                        : references.stream().mapToLong(Long::longValue).toArray());
    }

    public Binds withAll(Binds others) {
        values.putAll(others.values);
        return this;
    }

    void bind(Sql sql, PreparedStatement statement) throws SQLException {
        int position = 0;
        for (var name : sql.names()) {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("no value for bind :" + name);
            }
            var value = values.get(name);
            if (value == NoReferences.NULL) {
                statement.setNull(++position, Types.ARRAY, "_int8");
            } else {
                statement.setObject(++position, jdbcValue(statement.getConnection(), value));
            }
        }
    }

    private static @Nullable Object jdbcValue(Connection connection, @Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case int[] ints -> connection.createArrayOf("integer", boxed(ints));
            case long[] longs -> connection.createArrayOf("bigint", boxed(longs));
            case String[] texts -> connection.createArrayOf("text", texts);
            case LocalDate[] days ->
                connection.createArrayOf("date", texts(Arrays.stream(days).map(DAY::format)));
            case Instant[] instants ->
                connection.createArrayOf(
                        "timestamptz", texts(Arrays.stream(instants).map(TIME::format)));
            default -> value;
        };
    }

    private static DateTimeFormatter formatter(String timeOfDay) {
        return new DateTimeFormatterBuilder()
                .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NOT_NEGATIVE)
                .appendPattern("-MM-dd" + timeOfDay)
                .appendText(ChronoField.ERA, Map.of(0L, " BC", 1L, " AD"))
                .toFormatter(Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }

    private static Object[] boxed(int[] values) {
        return Arrays.stream(values).boxed().toArray();
    }

    private static Object[] boxed(long[] values) {
        return Arrays.stream(values).boxed().toArray();
    }

    private static Object[] texts(Stream<String> values) {
        return values.toArray();
    }
}
