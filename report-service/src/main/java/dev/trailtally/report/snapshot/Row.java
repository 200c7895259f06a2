package dev.trailtally.report.snapshot;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The current row of a result, by column name; null only where the method says so. */
public record Row(ResultSet columns) {

    /** Reads one row into a value. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    /** Takes one row after the other. */
    @FunctionalInterface
    public interface Consumer {
        void accept(Row row) throws SQLException;
    }

    public long number(String column) throws SQLException {
        return columns.getLong(column);
    }

    public int reference(String column) throws SQLException {
        return columns.getInt(column);
    }

    public boolean flag(String column) throws SQLException {
        return columns.getBoolean(column);
    }

    public String text(String column) throws SQLException {
        return requireNonNull(columns.getString(column), column);
    }

    public @Nullable String textOrNull(String column) throws SQLException {
        return columns.getString(column);
    }

    public LocalDate day(String column) throws SQLException {
        return requireNonNull(columns.getObject(column, LocalDate.class), column);
    }

    public Instant time(String column) throws SQLException {
        return requireNonNull(timeOrNull(column), column);
    }

    public @Nullable Instant timeOrNull(String column) throws SQLException {
        var time = columns.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public byte[] bytes(String column) throws SQLException {
        return requireNonNull(columns.getBytes(column), column);
    }

    /** An array that array_send has written; null if the column is. */
    public @Nullable Numbers sentOrNull(String column) throws SQLException {
        var bytes = columns.getBytes(column);
        return bytes == null ? null : Numbers.ofSent(bytes);
    }

    /** As {@link #sentOrNull}, of a column that is not null. */
    public Numbers sent(String column) throws SQLException {
        return requireNonNull(sentOrNull(column), column);
    }

    public boolean isNull(String column) throws SQLException {
        return columns.getObject(column) == null;
    }

    public List<Long> numbers(String column) throws SQLException {
        return List.of((Long[]) columns.getArray(column).getArray());
    }
}
