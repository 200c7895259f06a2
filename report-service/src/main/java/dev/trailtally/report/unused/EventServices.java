package dev.trailtally.report.unused;

import dev.trailtally.report.iamaction.ActionMap;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;

/** The IAM service of each CloudTrail action. */
final class EventServices {

    private static final Sql SERVICES = new Sql("""
            select id, service_namespace
            from service_namespace
            where id <> 0
            """);

    private static final Sql ACTIONS = new Sql("""
            select id, event_source
            from action
            where id <> 0
            """);

    private EventServices() {}

    /** The binds action_refs and service_refs, as pairs; actions of services that IAM does not know are left out. */
    static Binds binds(Snapshot snapshot) throws SQLException {
        var services = new HashMap<String, Long>();
        snapshot.list(SERVICES, new Binds(), row -> services.put(row.text("service_namespace"), row.number("id")));
        var actionRefs = new ArrayList<Long>();
        var serviceRefs = new ArrayList<Long>();
        snapshot.list(ACTIONS, new Binds(), row -> {
            var service = ActionMap.namespace(row.text("event_source"))
                    .map(services::get)
                    .orElse(null);
            return service != null && actionRefs.add(row.number("id")) && serviceRefs.add(service);
        });
        return new Binds().withReferences("action_refs", actionRefs).withReferences("service_refs", serviceRefs);
    }
}
