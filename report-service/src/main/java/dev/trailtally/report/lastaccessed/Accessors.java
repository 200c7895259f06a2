package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.entity.EntityTypes;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ServiceAccessor;
import dev.trailtally.rpc.OptionalFields;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Who used the services of policies and groups, the last first. */
final class Accessors {

    private static final Sql CURRENT = new Sql("""
            select position, service_ref, accessor_arn, accessor_type, accessor_name, last_authenticated
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
                snapshot, CURRENT, new Binds().withAll(binds).with("max_count", maxCount), Accessors::message);
    }

    private static ServiceAccessor message(Row row) throws SQLException {
        var accessor = ServiceAccessor.newBuilder()
                .setArn(row.text("accessor_arn"))
                .setEntityType(EntityTypes.of(row.text("accessor_type")))
                .setName(row.text("accessor_name"));
        OptionalFields.setTime(row.timeOrNull("last_authenticated"), accessor::setLastAuthenticated);
        return accessor.build();
    }
}
