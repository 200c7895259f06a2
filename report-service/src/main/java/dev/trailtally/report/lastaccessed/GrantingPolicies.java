package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.GrantingPolicy;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The policies that grant entities their services, by name. */
public final class GrantingPolicies {

    private static final int MAX_COUNT = 100; // of each service

    private static final Sql CURRENT = new Sql("""
            select
              position,
              service_ref,
              upper(policy_type) as policy_type,
              policy_arn,
              policy_name,
              upper(holder_type) as entity_type,
              holder_name as entity_name
            from (
              select
                asked.position,
                policy.*,
                row_number() over (
                  partition by asked.position, policy.service_ref
                  order by policy.policy_name collate "C", policy.policy_arn collate "C", policy.holder_type,
                    policy.holder_name collate "C"
                ) as place
              from unnest(:account_ids::bigint[], :entity_ids::bigint[])
                with ordinality as asked (account_id, entity_id, position)
              join granting_policy policy on policy.account_id = asked.account_id and policy.entity_id = asked.entity_id
              join service_namespace service on service.id = policy.service_ref
              where policy.superseded_at is null
              and (:service_namespaces::text[] is null or service.service_namespace = any(:service_namespaces))
            ) policy
            where place <= :max_count
            order by position, service_ref, place
            """);

    private GrantingPolicies() {}

    /** Of the entities of the binds account_ids and entity_ids; service_namespaces, if not null, restricts the services. */
    public static Map<ServiceRef, List<GrantingPolicy>> current(Snapshot snapshot, Binds binds) throws SQLException {
        return ServiceRef.group(
                snapshot,
                CURRENT,
                new Binds().withAll(binds).with("max_count", MAX_COUNT),
                GrantingPolicy.getDefaultInstance());
    }
}
