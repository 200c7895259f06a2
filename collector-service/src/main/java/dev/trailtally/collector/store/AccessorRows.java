package dev.trailtally.collector.store;

import static dev.trailtally.collector.store.ServiceReferences.reference;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.store.LastAccessedReport.Accessor;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
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
        Sql.of("""
                update service_accessor a
                set superseded_at = :generated_at
                where a.account_id = :account_id
                and a.entity_id = :entity_id
                and a.superseded_at is null
                and not exists (
                  select
                  from unnest(:services::bigint[], :arns::text[], :types::text[], :names::text[], :times::timestamptz[])
                    v (service_ref, accessor_arn, accessor_type, accessor_name, last_authenticated)
                  where v.service_ref = a.service_ref
                  and v.accessor_arn = a.accessor_arn
                  and (v.accessor_type, v.accessor_name, v.last_authenticated)
                    is not distinct from (a.accessor_type, a.accessor_name, a.last_authenticated))
                """)
                .with("generated_at", generatedAt)
                .with(key.binds())
                .with(bind(rows))
                .update(connection);
    }

    private static void insert(Connection connection, EntityKey key, Instant generatedAt, List<Row> rows)
            throws SQLException {
        Sql.of("""
                insert into service_accessor (account_id, entity_id, generated_at, service_ref, accessor_arn,
                  accessor_type, accessor_name, last_authenticated)
                select e.account_id, e.entity_id, :generated_at, v.*
                from unnest(:services::bigint[], :arns::text[], :types::text[], :names::text[], :times::timestamptz[])
                  v (service_ref, accessor_arn, accessor_type, accessor_name, last_authenticated)
                cross join (select :account_id::bigint as account_id, :entity_id::bigint as entity_id) e
                where not exists (
                  select
                  from service_accessor a
                  where a.account_id = e.account_id
                  and a.entity_id = e.entity_id
                  and a.service_ref = v.service_ref
                  and a.accessor_arn = v.accessor_arn
                  and a.superseded_at is null)
                """)
                .with("generated_at", generatedAt)
                .with(bind(rows))
                .with(key.binds())
                .update(connection);
    }

    private static void stamp(Connection connection, EntityKey key, Instant generatedAt) throws SQLException {
        Sql.of("""
                update iam_entity
                set accessors_generated_at = :generated_at
                where account_id = :account_id
                and entity_id = :entity_id
                """).with("generated_at", generatedAt).with(key.binds()).update(connection);
    }

    private static Map<String, Sql.Array> bind(List<Row> rows) {
        return Map.of(
                "services", Sql.array("bigint", rows, row -> row.key().service()),
                "arns", Sql.array("text", rows, row -> row.key().arn()),
                "types", Sql.array("text", rows, row -> row.accessor().type()),
                "names",
                        Sql.array(
                                "text",
                                rows,
                                row -> BoundedText.text(row.accessor().name())),
                "times", Sql.array("timestamptz", rows, row -> row.accessor().lastAuthenticated()));
    }
}
