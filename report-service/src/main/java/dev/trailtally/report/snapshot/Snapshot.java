package dev.trailtally.report.snapshot;

import dev.trailtally.server.caller.VisibleAccounts;
import io.grpc.Context;
import io.grpc.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database at one instant: every statement of a report sees the same rows. */
public final class Snapshot {

    private static final int ALL_ROWS = 0;
    private static final int LARGE_ROWS = 16;

    private final Connection connection;
    private final Cancellation cancellation;
    private final TimeLimit timeLimit;
    private final TextCache texts;
    private final Planning planning = new Planning();
    private @Nullable VisibleAccounts visible;

    Snapshot(Connection connection, Cancellation cancellation, TimeLimit timeLimit, TextCache texts) {
        this.connection = connection;
        this.cancellation = cancellation;
        this.timeLimit = timeLimit;
        this.texts = texts;
    }

    /** The accounts that the caller may see; every report is about these only. */
    public VisibleAccounts visible() throws SQLException {
        var known = visible;
        if (known == null) {
            timeLimit.apply(connection);
            known = VisibleAccounts.ofCaller(connection);
            visible = known;
        }
        return known;
    }

    public <T> Optional<T> first(Sql sql, Binds binds, Row.Reader<T> reader) throws SQLException {
        return list(sql, binds, reader).stream().findFirst();
    }

    public <T> List<T> list(Sql sql, Binds binds, Row.Reader<T> reader) throws SQLException {
        var values = new ArrayList<T>();
        each(sql, binds, ALL_ROWS, row -> values.add(reader.read(row)));
        return values;
    }

    /** Reads rows one after the other; of large ones, only few are in memory at once. */
    public void each(Sql sql, Binds binds, Row.Consumer consumer) throws SQLException {
        each(sql, binds, LARGE_ROWS, consumer);
    }

    private void each(Sql sql, Binds binds, int rowsAtOnce, Row.Consumer consumer) throws SQLException {
        if (Context.current().isCancelled()) {
            throw Status.CANCELLED.withDescription("the call has ended").asRuntimeException();
        }
        timeLimit.apply(connection);
        try (var statement = planning.prepare(connection, sql, binds)) {
            statement.setFetchSize(rowsAtOnce);
            cancellation.watch(statement);
            try (var result = statement.executeQuery()) {
                var row = new Row(result);
                while (result.next()) {
                    consumer.accept(row);
                }
            }
        }
    }

    /** The references in column "id"; for dictionary look-ups. */
    public List<Long> references(Sql sql, Binds binds) throws SQLException {
        return list(sql, binds, row -> row.number("id"));
    }

    /** What references into dictionaries mean. */
    public Texts texts(References references) throws SQLException {
        return texts.of(references, (sql, binds, consumer) -> each(sql, binds, ALL_ROWS, consumer));
    }
}
