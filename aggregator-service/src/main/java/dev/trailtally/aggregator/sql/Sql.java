package dev.trailtally.aggregator.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One whole statement with named binds, such as :account_id. */
public final class Sql {

    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*\\R");
    private static final Pattern BIND = Pattern.compile("(?<![:\\w]):([a-z_]+)");

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

    /** Runs it and returns how many rows it wrote. */
    public int run(Connection connection, Map<String, ?> values) throws SQLException {
        try (var prepared = prepare(connection, values)) {
            return prepared.execute() ? 0 : Math.max(0, prepared.getUpdateCount());
        }
    }

    /** The statement with its values bound. */
    public PreparedStatement prepare(Connection connection, Map<String, ?> values) throws SQLException {
        var prepared = connection.prepareStatement(statement);
        for (int i = 0; i < binds.size(); i++) {
            var bind = binds.get(i);
            Object value = requireNonNull(values.get(bind), () -> "no value for :" + bind);
            prepared.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
        return prepared;
    }

    /** A timestamptz column; null stays null. Not through java.sql.Timestamp, which has no calendar before 1582. */
    public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
