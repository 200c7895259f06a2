package dev.trailtally.collector.store;

import static dev.trailtally.collector.store.EntityTables.offset;
import static dev.trailtally.collector.store.LastAccessedTables.reference;
import static dev.trailtally.collector.store.ScanTables.array;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.store.LastAccessedReport.Accessor;
import dev.trailtally.collector.store.LastAccessedTables.EntityKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements that write the table service_accessor: a row for each change. */
final class AccessorRows {

    private record Key(long service, String arn) {}

    private record Row(Key key, Accessor accessor) {}

    private AccessorRows() {}

    static void store(
            Connection connection,
            EntityKey key,
            Instant generatedAt,
            List<Accessor> accessors,
            Map<String, Long> services)
            throws SQLException {
        var byKey = new HashMap<Key, Row>();
        for (var accessor : accessors) {
            var of = new Key(reference(services, accessor.namespace()), BoundedText.text(accessor.arn()));
            byKey.put(of, new Row(of, accessor));
        }
        var rows = List.copyOf(byKey.values());
        supersede(connection, key, generatedAt, rows);
        insert(connection, key, generatedAt, rows);
        stamp(connection, key, generatedAt);
    }

    private static void supersede(Connection connection, EntityKey key, Instant generatedAt, List<Row> rows)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                update service_accessor a
                set superseded_at = ?
                where a.account_id = ?
                and a.entity_id = ?
                and a.superseded_at is null
                and not exists (
                  select
                  from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                    v (service_ref, accessor_arn, accessor_type, accessor_name, last_authenticated)
                  where v.service_ref = a.service_ref
                  and v.accessor_arn = a.accessor_arn
                  and (v.accessor_type, v.accessor_name, v.last_authenticated)
                    is not distinct from (a.accessor_type, a.accessor_name, a.last_authenticated))
                """)) {
            statement.setObject(1, offset(generatedAt));
            statement.setLong(2, key.accountId());
            statement.setLong(3, key.entityId());
            bind(statement, 4, rows);
            statement.executeUpdate();
        }
    }

    private static void insert(Connection connection, EntityKey key, Instant generatedAt, List<Row> rows)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into service_accessor (account_id, entity_id, generated_at, service_ref, accessor_arn,
                  accessor_type, accessor_name, last_authenticated)
                select e.account_id, e.entity_id, ?, v.*
                from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                  v (service_ref, accessor_arn, accessor_type, accessor_name, last_authenticated)
                cross join (select ?::bigint as account_id, ?::bigint as entity_id) e
                where not exists (
                  select
                  from service_accessor a
                  where a.account_id = e.account_id
                  and a.entity_id = e.entity_id
                  and a.service_ref = v.service_ref
                  and a.accessor_arn = v.accessor_arn
                  and a.superseded_at is null)
                """)) {
            statement.setObject(1, offset(generatedAt));
            bind(statement, 2, rows);
            statement.setLong(7, key.accountId());
            statement.setLong(8, key.entityId());
            statement.executeUpdate();
        }
    }

    private static void stamp(Connection connection, EntityKey key, Instant generatedAt) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update iam_entity
                set accessors_generated_at = ?
                where account_id = ?
                and entity_id = ?
                """)) {
            statement.setObject(1, offset(generatedAt));
            statement.setLong(2, key.accountId());
            statement.setLong(3, key.entityId());
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int first, List<Row> rows) throws SQLException {
        array(statement, first, "bigint", rows, row -> row.key().service());
        array(statement, first + 1, "text", rows, row -> row.key().arn());
        array(statement, first + 2, "text", rows, row -> row.accessor().type());
        array(
                statement,
                first + 3,
                "text",
                rows,
                row -> BoundedText.text(row.accessor().name()));
        array(
                statement,
                first + 4,
                "timestamptz",
                rows,
                row -> offset(row.accessor().lastAuthenticated()));
    }
}
