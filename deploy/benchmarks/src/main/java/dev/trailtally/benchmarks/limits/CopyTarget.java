package dev.trailtally.benchmarks.limits;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import org.postgresql.PGConnection;

/** Ways to write event rows; each does more than the previous one. */
enum CopyTarget {
    HEAP("COPY into one heap"),
    DAYS_WITHOUT_KEY("COPY into day tables without a key"),
    DAYS("COPY into day partitions with primary key"),
    STAGING("COPY into a staging table, then insert … on conflict do nothing");

    private static final byte[] HEAD = ByteBuffer.allocate(19)
            .put("PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1))
            .array();
    private static final byte[] TAIL = {-1, -1};

    private final String title;

    CopyTarget(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Creates the empty tables. */
    void prepare(Connection connection, Collection<LocalDate> days) throws SQLException {
        execute(connection, "drop table if exists event_heap");
        execute(connection, "create table event_heap (like event)");
        execute(connection, "truncate event");
        for (var day : days) {
            execute(connection, "drop table if exists " + plain(day));
            execute(connection, "create table " + plain(day) + " (like event)");
            try (var ensure = connection.prepareStatement("select ensure_event_day(?)")) {
                ensure.setObject(1, day);
                ensure.execute();
            }
        }
        execute(connection, "checkpoint");
    }

    /** Writes a batch in one transaction. */
    void write(Connection connection, CopyBatch batch) throws SQLException {
        connection.setAutoCommit(false);
        if (this == STAGING) {
            execute(connection, "create temp table if not exists staging (like event) on commit delete rows");
        }
        for (var day : batch.days().entrySet()) {
            copy(connection, table(day.getKey()), day.getValue());
        }
        if (this == STAGING) {
            execute(connection, "insert into event select * from staging on conflict do nothing");
        }
        connection.commit();
    }

    private String table(LocalDate day) {
        return switch (this) {
            case HEAP -> "event_heap";
            case DAYS_WITHOUT_KEY -> plain(day);
            case DAYS -> "event_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
            case STAGING -> "staging";
        };
    }

    private static String plain(LocalDate day) {
        return "plain_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    private static void copy(Connection connection, String table, ByteArrayOutputStream rows) throws SQLException {
        var copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " from stdin (format binary)");
        try {
            copy.writeToCopy(HEAD, 0, HEAD.length);
            var bytes = rows.toByteArray();
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.writeToCopy(TAIL, 0, TAIL.length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
