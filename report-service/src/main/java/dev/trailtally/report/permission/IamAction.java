package dev.trailtally.report.permission;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Such as "s3:GetObject": the namespace of a service, and the name of an action. */
record IamAction(String namespace, String name) {

    private static final Sql TRACKED = new Sql("""
            select asked.service_namespace, asked.action_name
            from unnest(:service_namespaces::text[], :action_names::text[]) as asked (service_namespace, action_name)
            join service_namespace service on service.service_namespace = asked.service_namespace
            join tracked_action action on action.action_name = asked.action_name
            where (
              select true
              from last_accessed
              where last_accessed.service_ref = service.id
              and last_accessed.tracked_action_ref = action.id
              and last_accessed.tracked_action_ref <> 0
              limit 1
            )
            """);

    static IamAction of(String action) {
        int colon = action.indexOf(':');
        return new IamAction(action.substring(0, colon), action.substring(colon + 1));
    }

    /** Those that a report of any entity, ever, listed. */
    static Set<IamAction> tracked(Snapshot snapshot, Collection<IamAction> asked) throws SQLException {
        var binds = new Binds()
                .with("service_namespaces", asked.stream().map(IamAction::namespace))
                .with("action_names", asked.stream().map(IamAction::name));
        return new HashSet<>(snapshot.list(
                TRACKED, binds, row -> new IamAction(row.text("service_namespace"), row.text("action_name"))));
    }
}
