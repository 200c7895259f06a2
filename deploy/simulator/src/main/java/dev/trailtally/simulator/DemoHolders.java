package dev.trailtally.simulator;

import dev.trailtally.simulator.iam.Accessor;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.GrantingPolicy;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamEntity;
import dev.trailtally.simulator.iam.IamEntityBuilder;
import dev.trailtally.simulator.iam.ServiceAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The demo's groups and policies: what they say follows from the users and roles that have them. */
final class DemoHolders {

    static final String DEVELOPERS = "developers";

    private static final List<String> MEMBERS = List.of("alice", "bob.smith", "carol");

    private final IamAccount account;

    DemoHolders(IamAccount account) {
        this.account = account;
    }

    void add() {
        var principals = new ArrayList<>(account.entities(EntityType.USER));
        principals.addAll(account.entities(EntityType.ROLE));
        var attached = new TreeMap<String, List<IamEntity>>();
        for (var principal : principals) {
            account.services(principal.arn()).stream()
                    .flatMap(service -> service.policies().stream())
                    .filter(GrantingPolicy::isManaged)
                    .map(policy -> Objects.requireNonNull(policy.arn()))
                    .distinct()
                    .forEach(arn -> attached.computeIfAbsent(arn, key -> new ArrayList<>())
                            .add(principal));
        }
        attached.forEach(this::addPolicy);
        var members = MEMBERS.stream()
                .map(name -> account.findEntity(EntityType.USER, name).orElseThrow())
                .toList();
        account.group(DEVELOPERS, group -> accessedBy(group, members, ""));
        account.group("auditors", group -> group.never("cloudtrail", "config", "securityhub", "guardduty"));
    }

    private void addPolicy(String arn, List<IamEntity> principals) {
        var name = arn.substring(arn.lastIndexOf('/') + 1);
        account.policy(name, policy -> {
            var built = arn.contains(":iam::aws:") ? policy.awsManaged() : policy.tag("managed-by", "platform");
            return accessedBy(built, principals, arn).attachmentCount(principals.size());
        });
    }

    /** @param policyArn that grants the services; empty for all that the entities have */
    private IamEntityBuilder accessedBy(IamEntityBuilder holder, List<IamEntity> entities, String policyArn) {
        var accessors = new TreeMap<String, List<Accessor>>();
        var latest = new TreeMap<String, ServiceAccess>();
        for (var entity : entities) {
            for (var service : account.services(entity.arn())) {
                if (policyArn.isEmpty()
                        || service.policies().stream().anyMatch(policy -> policyArn.equals(policy.arn()))) {
                    accessors
                            .computeIfAbsent(service.namespace(), key -> new ArrayList<>())
                            .add(Accessor.of(entity, service.lastAuthenticated()));
                    latest.merge(service.namespace(), service, DemoHolders::later);
                }
            }
        }
        for (Map.Entry<String, ServiceAccess> entry : latest.entrySet()) {
            var service = entry.getValue();
            var region = Objects.requireNonNullElse(service.lastAuthenticatedRegion(), "");
            var by = Objects.requireNonNull(accessors.get(entry.getKey()));
            var own = policyArn.isEmpty() ? service.policies() : List.<GrantingPolicy>of();
            holder.service(service.withAccessors(by, region).withPolicies(own));
        }
        return holder;
    }

    private static ServiceAccess later(ServiceAccess one, ServiceAccess other) {
        var before = one.lastAuthenticated();
        var after = other.lastAuthenticated();
        return before == null || (after != null && after.isAfter(before)) ? other : one;
    }
}
