package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ServiceAccessor;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Who used the services of policies and groups, the last first. */
final class Accessors {

    private static final Sql CURRENT = new Sql("""
            select
              position,
              service_ref,
              accessor_arn as arn,
              accessor_type as entity_type,
              accessor_name as name,
              last_authenticated
            from (
              select
                asked.position,
                accessor.*,
                row_number() over (
                  partition by asked.position, accessor.service_ref
                  order by accessor.last_authenticated desc nulls last, accessor.accessor_arn collate "C"
                ) as place
              from unnest(:account_ids::bigint[], :entity_ids::bigint[])
                with ordinality as asked (account_id, entity_id, position)
              join service_accessor accessor
                on accessor.account_id = asked.account_id and accessor.entity_id = asked.entity_id
              join service_namespace service on service.id = accessor.service_ref
              where accessor.superseded_at is null
              and (:service_namespaces::text[] is null or service.service_namespace = any(:service_namespaces))
            ) accessor
            where place <= :max_count
            order by position, service_ref, place
            """);

    private Accessors() {}

    static Map<ServiceRef, List<ServiceAccessor>> current(Snapshot snapshot, Binds binds, int maxCount)
            throws SQLException {
        return ServiceRef.group(
                snapshot,
                CURRENT,
                new Binds().withAll(binds).with("max_count", maxCount),
                ServiceAccessor.getDefaultInstance());
    }
}
