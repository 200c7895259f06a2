package dev.trailtally.collector.store;

import static dev.trailtally.collector.store.LastAccessedTables.reference;
import static dev.trailtally.collector.store.ScanTables.array;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.store.LastAccessedReport.Grant;
import dev.trailtally.collector.store.LastAccessedTables.EntityKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** The statements that write the table granting_policy: a row for each change, at the time of writing. */
final class GrantRows {

    private record Row(long service, Grant grant) {}

    private GrantRows() {}

    static void store(Connection connection, EntityKey key, List<Grant> grants, Map<String, Long> services)
            throws SQLException {
        var rows = grants.stream()
                .distinct()
                .map(grant -> new Row(reference(services, grant.namespace()), grant))
                .toList();
        var time = time(connection, key);
        supersede(connection, key, rows, time);
        insert(connection, key, rows, time);
        stamp(connection, key, time);
    }

    /**
     * Later than all that is stored. The time of the transaction is from before it waited for others that write the same
     * entity, which is locked by now.
     */
    private static OffsetDateTime time(Connection connection, EntityKey key) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select greatest(clock_timestamp(), max(greatest(generated_at, superseded_at)) + interval '1 microsecond')
                  as time
                from granting_policy
                where account_id = ?
                and entity_id = ?
                """)) {
            statement.setLong(1, key.accountId());
            statement.setLong(2, key.entityId());
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getObject("time", OffsetDateTime.class);
            }
        }
    }

    private static void supersede(Connection connection, EntityKey key, List<Row> rows, OffsetDateTime time)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                update granting_policy g
                set superseded_at = ?
                where g.account_id = ?
                and g.entity_id = ?
                and g.superseded_at is null
                and not exists (
                  select
                  from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    v (service_ref, policy_type, policy_arn, policy_name, holder_type, holder_name)
                  where (v.service_ref, v.policy_type, v.policy_arn, v.policy_name, v.holder_type, v.holder_name)
                    = (g.service_ref, g.policy_type, g.policy_arn, g.policy_name, g.holder_type, g.holder_name))
                """)) {
            statement.setObject(1, time);
            statement.setLong(2, key.accountId());
            statement.setLong(3, key.entityId());
            bind(statement, 4, rows);
            statement.executeUpdate();
        }
    }

    private static void insert(Connection connection, EntityKey key, List<Row> rows, OffsetDateTime time)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into granting_policy (account_id, entity_id, generated_at, service_ref, policy_type, policy_arn,
                  policy_name, holder_type, holder_name)
                select e.account_id, e.entity_id, ?, v.*
                from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                  v (service_ref, policy_type, policy_arn, policy_name, holder_type, holder_name)
                cross join (select ?::bigint as account_id, ?::bigint as entity_id) e
                where not exists (
                  select
                  from granting_policy g
                  where g.account_id = e.account_id
                  and g.entity_id = e.entity_id
                  and g.superseded_at is null
                  and (v.service_ref, v.policy_type, v.policy_arn, v.policy_name, v.holder_type, v.holder_name)
                    = (g.service_ref, g.policy_type, g.policy_arn, g.policy_name, g.holder_type, g.holder_name))
                """)) {
            statement.setObject(1, time);
            bind(statement, 2, rows);
            statement.setLong(8, key.accountId());
            statement.setLong(9, key.entityId());
            statement.executeUpdate();
        }
    }

    private static void stamp(Connection connection, EntityKey key, OffsetDateTime time) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update iam_entity
                set granting_listed_at = ?
                where account_id = ?
                and entity_id = ?
                """)) {
            statement.setObject(1, time);
            statement.setLong(2, key.accountId());
            statement.setLong(3, key.entityId());
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int first, List<Row> rows) throws SQLException {
        array(statement, first, "bigint", rows, Row::service);
        array(statement, first + 1, "text", rows, row -> row.grant().policyType());
        array(
                statement,
                first + 2,
                "text",
                rows,
                row -> BoundedText.text(row.grant().policyArn()));
        array(
                statement,
                first + 3,
                "text",
                rows,
                row -> BoundedText.text(row.grant().policyName()));
        array(statement, first + 4, "text", rows, row -> row.grant().holderType());
        array(
                statement,
                first + 5,
                "text",
                rows,
                row -> BoundedText.text(row.grant().holderName()));
    }
}
