package dev.trailtally.collector.store;

import static dev.trailtally.collector.store.ServiceReferences.reference;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.store.LastAccessedReport.Grant;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
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
        return Sql.of("""
                select greatest(clock_timestamp(), max(greatest(generated_at, superseded_at)) + interval '1 microsecond')
                  as time
                from granting_policy
                where account_id = :account_id
                and entity_id = :entity_id
                """).with(key.binds()).one(connection, rows -> rows.getObject("time", OffsetDateTime.class));
    }

    private static void supersede(Connection connection, EntityKey key, List<Row> rows, OffsetDateTime time)
            throws SQLException {
        Sql.of("""
                update granting_policy g
                set superseded_at = :time
                where g.account_id = :account_id
                and g.entity_id = :entity_id
                and g.superseded_at is null
                and not exists (
                  select
                  from unnest(:services, :policy_types, :policy_arns, :policy_names, :holder_types, :holder_names)
                    v (service_ref, policy_type, policy_arn, policy_name, holder_type, holder_name)
                  where (v.service_ref, v.policy_type, v.policy_arn, v.policy_name, v.holder_type, v.holder_name)
                    = (g.service_ref, g.policy_type, g.policy_arn, g.policy_name, g.holder_type, g.holder_name))
                """).with("time", time).with(key.binds()).with(bind(rows)).update(connection);
    }

    private static void insert(Connection connection, EntityKey key, List<Row> rows, OffsetDateTime time)
            throws SQLException {
        Sql.of("""
                insert into granting_policy (account_id, entity_id, generated_at, service_ref, policy_type, policy_arn,
                  policy_name, holder_type, holder_name)
                select e.account_id, e.entity_id, :time, v.*
                from unnest(:services, :policy_types, :policy_arns, :policy_names, :holder_types, :holder_names)
                  v (service_ref, policy_type, policy_arn, policy_name, holder_type, holder_name)
                cross join (select :account_id::bigint as account_id, :entity_id::bigint as entity_id) e
                where not exists (
                  select
                  from granting_policy g
                  where g.account_id = e.account_id
                  and g.entity_id = e.entity_id
                  and g.superseded_at is null
                  and (v.service_ref, v.policy_type, v.policy_arn, v.policy_name, v.holder_type, v.holder_name)
                    = (g.service_ref, g.policy_type, g.policy_arn, g.policy_name, g.holder_type, g.holder_name))
                """).with("time", time).with(bind(rows)).with(key.binds()).update(connection);
    }

    private static void stamp(Connection connection, EntityKey key, OffsetDateTime time) throws SQLException {
        Sql.of("""
                update iam_entity
                set granting_listed_at = :time
                where account_id = :account_id
                and entity_id = :entity_id
                """).with("time", time).with(key.binds()).update(connection);
    }

    private static Map<String, Sql.Array> bind(List<Row> rows) {
        return Map.of(
                "services", Sql.array("bigint", rows, Row::service),
                "policy_types", Sql.array("text", rows, row -> row.grant().policyType()),
                "policy_arns",
                        Sql.array(
                                "text",
                                rows,
                                row -> BoundedText.text(row.grant().policyArn())),
                "policy_names",
                        Sql.array(
                                "text",
                                rows,
                                row -> BoundedText.text(row.grant().policyName())),
                "holder_types", Sql.array("text", rows, row -> row.grant().holderType()),
                "holder_names",
                        Sql.array(
                                "text",
                                rows,
                                row -> BoundedText.text(row.grant().holderName())));
    }
}
