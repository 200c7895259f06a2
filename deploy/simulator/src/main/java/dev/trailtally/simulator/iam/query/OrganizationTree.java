package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.ServiceCatalog;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Entity paths, and what the accounts below them used: what any user or role of an account did counts as its own. */
final class OrganizationTree {

    private final Organization organization;
    private final Iam iam;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(long changes, Map<String, Latest> latest) {}

    OrganizationTree(Organization organization, Iam iam) {
        this.organization = organization;
        this.iam = iam;
    }

    boolean has(String entityPath) {
        var paths = new HashSet<String>(Set.of(path(organization.rootId())));
        organization.units().forEach(unit -> paths.add(path(unit.id())));
        organization.accounts().forEach(account -> paths.add(path(account)));
        return paths.contains(entityPath);
    }

    /** @param allowed by a policy; empty for whatever an account of the organization is allowed */
    List<OrganizationAccess> accesses(String entityPath, Set<String> allowed) {
        var all = new TreeSet<String>(allowed);
        var latest = new TreeMap<String, List<Latest>>();
        for (var account : organization.accounts()) {
            var services = latest(account);
            if (allowed.isEmpty()) {
                all.addAll(services.keySet());
            }
            if ((path(account) + "/").startsWith(entityPath + "/")) {
                services.forEach((namespace, one) -> latest.computeIfAbsent(namespace, key -> new ArrayList<>())
                        .add(one));
            }
        }
        return all.stream()
                .map(namespace -> access(namespace, latest.getOrDefault(namespace, List.of())))
                .toList();
    }

    private static OrganizationAccess access(String namespace, List<Latest> accounts) {
        var last = Latest.NEVER;
        var total = 0;
        for (var account : accounts) {
            total += account.time() == null ? 0 : 1;
            last = last.later(account);
        }
        var name = ServiceCatalog.service(namespace).name();
        return new OrganizationAccess(name, namespace, last.region(), last.path(), last.time(), total);
    }

    private Map<String, Latest> latest(MemberAccount account) {
        var changes = iam.account(account.id()).changes();
        return known.compute(
                        account.id(),
                        (id, before) -> before != null && before.changes() == changes
                                ? before
                                : new Known(changes, drawLatest(account)))
                .latest();
    }

    private Map<String, Latest> drawLatest(MemberAccount account) {
        var latest = new TreeMap<String, Latest>();
        var path = path(account);
        var own = iam.account(account.id());
        for (var entity : own.entities()) {
            if (entity.type() == EntityType.USER || entity.type() == EntityType.ROLE) {
                for (var service : own.services(entity.arn())) {
                    latest.merge(service.namespace(), Latest.of(service, path), Latest::later);
                }
            }
        }
        return latest;
    }

    private String path(MemberAccount account) {
        return path(account.parentId()) + "/" + account.id();
    }

    /** Of the root or an OU. */
    private String path(String parentId) {
        return organization
                .findUnit(parentId)
                .map(unit -> path(unit.parentId()) + "/" + unit.id())
                .orElse(organization.id() + "/" + organization.rootId());
    }

    private record Latest(
            @Nullable Instant time,
            @Nullable String region,
            @Nullable String path) {

        static final Latest NEVER = new Latest(null, null, null);

        static Latest of(ServiceAccess service, String path) {
            return service.lastAuthenticated() == null
                    ? NEVER
                    : new Latest(service.lastAuthenticated(), service.lastAuthenticatedRegion(), path);
        }

        Latest later(Latest other) {
            return time == null || (other.time != null && other.time.isAfter(time)) ? other : this;
        }
    }
}
