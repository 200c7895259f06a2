package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Services -> their references in the table service_namespace, which keeps the name that IAM said last. */
final class ServiceReferences {

    private record Service(String namespace, String name) {}

    private final Cache<Service, Long> cache =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /** The references by namespace; new ones are committed at once, as those of {@link Dictionary} are. */
    Map<String, Long> references(Collection<LastAccessedReport.Service> services, Connection connection)
            throws SQLException {
        var found = new HashMap<String, Long>();
        var unknown =
                new TreeMap<String, Service>(); // in the order of their key: two writers cannot wait for each other
        for (var service : services) {
            var known = new Service(BoundedText.text(service.namespace()), BoundedText.text(service.name()));
            var reference = cache.getIfPresent(known);
            if (reference == null) {
                unknown.put(known.namespace(), known);
            } else {
                found.put(known.namespace(), reference);
            }
        }
        if (!unknown.isEmpty()) {
            var values = List.copyOf(unknown.values());
            keep(values, connection);
            find(values, found, connection);
        }
        return found;
    }

    private static void keep(List<Service> services, Connection connection) throws SQLException {
        Sql.of("""
                insert into service_namespace as s (service_namespace, service_name)
                select v.service_namespace, v.service_name
                from unnest(:namespaces::text[], :names::text[]) v (service_namespace, service_name)
                order by v.service_namespace
                on conflict (service_namespace) do update
                set service_name = excluded.service_name
                where s.service_name <> excluded.service_name
                """)
                .with("namespaces", Sql.array("text", services, Service::namespace))
                .with("names", Sql.array("text", services, Service::name))
                .update(connection);
    }

    private void find(List<Service> services, Map<String, Long> found, Connection connection) throws SQLException {
        Sql.of("""
                select v.position, s.id
                from unnest(:namespaces::text[]) with ordinality v (service_namespace, position)
                join service_namespace s on s.service_namespace = v.service_namespace
                """)
                .with("namespaces", Sql.array("text", services, Service::namespace))
                .each(connection, rows -> {
                    var service = services.get(rows.getInt("position") - 1);
                    found.put(service.namespace(), rows.getLong("id"));
                    cache.put(service, rows.getLong("id"));
                });
    }

    static long reference(Map<String, Long> references, String text) {
        return requireNonNull(references.get(BoundedText.text(text)), () -> "no reference of " + text);
    }
}
