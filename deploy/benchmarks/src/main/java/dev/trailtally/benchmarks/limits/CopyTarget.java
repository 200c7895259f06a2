package dev.trailtally.benchmarks.limits;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Ways to write event rows; each does more than the previous one. */
enum CopyTarget {
    HEAP("COPY into one heap, a row an event"),
    KEYED("COPY into the same with a primary key"),
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
    void prepare(Connection connection) throws SQLException {
        execute(connection, "drop table if exists event_heap, event_keyed");
        execute(connection, """
                create table event_heap (
                  account_id bigint, event_time timestamptz, event_id uuid, batch_id bigint, region_ref integer,
                  action_ref integer, error_code_ref integer, principal_ref integer, session_ref integer,
                  access_key_ref integer, source_ip_ref integer, user_agent_ref integer, failed boolean, read_only boolean
                )
                """);
        execute(
                connection,
                "create table event_keyed (like event_heap, primary key (account_id, event_time, event_id))");
        execute(connection, "checkpoint");
    }

    /** Writes a batch in one transaction. */
    void write(Connection connection, CopyBatch batch) throws SQLException {
        connection.setAutoCommit(false);
        if (this == STAGING) {
            execute(connection, "create temp table if not exists staging (like event_heap) on commit delete rows");
        }
        copy(connection, table(), batch.rows());
        if (this == STAGING) {
            execute(connection, "insert into event_keyed select * from staging on conflict do nothing");
        }
        connection.commit();
    }

    private String table() {
        return switch (this) {
            case HEAP -> "event_heap";
            case KEYED -> "event_keyed";
            case STAGING -> "staging";
        };
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
