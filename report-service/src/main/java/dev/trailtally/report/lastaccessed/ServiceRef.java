package dev.trailtally.report.lastaccessed;

import com.google.protobuf.Message;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service of one of the requested entities; positions count from 1. */
public record ServiceRef(int position, int serviceRef) {

    public static ServiceRef of(Row row) throws SQLException {
        return new ServiceRef(row.reference("position"), row.reference("service_ref"));
    }

    /** Messages by service, in the order of the rows; a statement has the columns position and service_ref. */
    static <T extends Message> Map<ServiceRef, List<T>> group(Snapshot snapshot, Sql sql, Binds binds, T empty)
            throws SQLException {
        var message = MessageRow.of(empty);
        var groups = new HashMap<ServiceRef, List<T>>();
        snapshot.list(
                sql,
                binds,
                row -> groups.computeIfAbsent(of(row), service -> new ArrayList<>())
                        .add(message.read(row.columns())));
        return groups;
    }
}
