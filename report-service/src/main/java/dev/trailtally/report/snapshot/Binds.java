package dev.trailtally.report.snapshot;

import static dev.trailtally.server.database.Sql.array;
import static dev.trailtally.server.database.Sql.noArray;

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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of a statement's binds. */
public final class Binds {

    // As PostgreSQL reads them: years before 1 and after 9999 look different in ISO 8601.
    private static final DateTimeFormatter DAY = formatter("");
    private static final DateTimeFormatter TIME = formatter(" HH:mm:ss.SSSSSS'Z'");

    private final Map<String, @Nullable Object> values = new HashMap<>();

    /** Null binds as SQL null; the statement casts it if its type does not follow from the context. */
    public Binds with(String name, @Nullable Object value) {
        values.put(name, value(value));
        return this;
    }

    /** References into a dictionary; null for no restriction. */
    public Binds withReferences(String name, @Nullable List<Long> references) {
        return with(
                name,
                references == null ? noArray("_int8") : references.stream().mapToLong(Long::longValue));
    }

    public Binds withAll(Binds others) {
        values.putAll(others.values);
        return this;
    }

    Map<String, @Nullable Object> values() {
        return values;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case int[] ints -> value(Arrays.stream(ints));
            case IntStream ints -> array("integer", ints.boxed());
            case long[] longs -> value(Arrays.stream(longs));
            case LongStream longs -> array("bigint", longs.boxed());
            case String[] texts -> array("text", texts);
            case Stream<?> texts -> array("text", texts);
            case LocalDate[] days -> array("date", Arrays.stream(days).map(DAY::format));
            case Instant[] instants ->
                array("timestamptz", Arrays.stream(instants).map(TIME::format));
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
}
