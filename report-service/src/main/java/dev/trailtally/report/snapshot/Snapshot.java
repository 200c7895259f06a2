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

    private final Connection connection;
    private final Cancellation cancellation;
    private final TimeLimit timeLimit;
    private final Planning planning = new Planning();
    private @Nullable VisibleAccounts visible;

    Snapshot(Connection connection, Cancellation cancellation, TimeLimit timeLimit) {
        this.connection = connection;
        this.cancellation = cancellation;
        this.timeLimit = timeLimit;
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
        if (Context.current().isCancelled()) {
            throw Status.CANCELLED.withDescription("the call has ended").asRuntimeException();
        }
        timeLimit.apply(connection);
        try (var statement = planning.prepare(connection, sql)) {
            binds.bind(sql, statement);
            cancellation.watch(statement);
            try (var result = statement.executeQuery()) {
                var row = new Row(result);
                var values = new ArrayList<T>();
                while (result.next()) {
                    values.add(reader.read(row));
                }
                return values;
            }
        }
    }

    /** The references in column "id"; for dictionary look-ups. */
    public List<Long> references(Sql sql, Binds binds) throws SQLException {
        return list(sql, binds, row -> row.number("id"));
    }
}
