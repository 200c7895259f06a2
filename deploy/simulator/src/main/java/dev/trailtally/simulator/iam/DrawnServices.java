package dev.trailtally.simulator.iam;

import dev.trailtally.simulator.event.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What one made-up entity may use and has used: the same at every draw. */
record DrawnServices(IamPlan plan, IamNames names, IamEntity entity, List<IamEntity> principals)
        implements Supplier<List<ServiceAccess>> {

    /** How late IAM is, at the least. */
    static final Duration BEHIND = Duration.ofHours(4);

    private static final long TRACKED = Duration.ofDays(400).toSeconds();
    private static final int MAX_MEMBERS = 5;
    private static final List<String> REGIONS = List.of("us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-2");

    @Override
    public List<ServiceAccess> get() {
        var seed = Seed.mix(plan.seed(), Long.parseLong(names.account()));
        var random = Seed.random(seed, entity.arn().hashCode());
        var members = members(random);
        return namespaces(random).stream()
                .map(namespace -> access(ServiceAccess.never(namespace), members, random))
                .toList();
    }

    /** As many as planned, in order, out of all services. */
    private List<String> namespaces(SplittableRandom random) {
        var all = ServiceCatalog.namespaces(Math.max(plan.services(), ServiceCatalog.size()));
        var chosen = new ArrayList<String>();
        for (var index = 0; index < all.size(); index++) {
            // Each of the rest is as likely as any other to be among those that are still to be chosen.
            if (random.nextInt(all.size() - index) < plan.services() - chosen.size()) {
                chosen.add(all.get(index));
            }
        }
        return chosen;
    }

    private ServiceAccess access(ServiceAccess never, List<IamEntity> members, SplittableRandom random) {
        return switch (entity.type()) {
            case USER, ROLE -> ownAccess(never, random).withPolicies(policies(random));
            case GROUP -> membersAccess(never, members, random).withPolicies(policies(random));
            case POLICY -> membersAccess(never, members, random);
        };
    }

    private ServiceAccess ownAccess(ServiceAccess never, SplittableRandom random) {
        if (random.nextDouble() < plan.neverAccessed()) {
            return never;
        }
        var time = time(random);
        var region = REGIONS.get(random.nextInt(REGIONS.size()));
        return withActions(never.accessed(time, entity.arn(), region), random);
    }

    private ServiceAccess membersAccess(ServiceAccess never, List<IamEntity> members, SplittableRandom random) {
        var used = random.nextDouble() >= plan.neverAccessed();
        var accessors = members.stream()
                .map(member -> Accessor.of(member, used && random.nextInt(3) > 0 ? time(random) : null))
                .toList();
        return withActions(never.withAccessors(accessors, REGIONS.get(random.nextInt(REGIONS.size()))), random);
    }

    /** One action is the last access to the service; of the others some are older and some never were. */
    private static ServiceAccess withActions(ServiceAccess service, SplittableRandom random) {
        var time = service.lastAuthenticated();
        var by = service.lastAuthenticatedEntity();
        var region = service.lastAuthenticatedRegion();
        if (time == null || by == null || region == null) {
            return service;
        }
        var actions = new ArrayList<>(service.trackedActions());
        for (var index = 0; index < actions.size(); index++) {
            if (index == 0 || random.nextInt(4) == 0) {
                var ago = index == 0 ? 0 : random.nextInt(30 * 24 * 3600);
                actions.set(index, actions.get(index).accessed(time.minusSeconds(ago), by, region));
            }
        }
        return service.withTrackedActions(actions);
    }

    private List<IamEntity> members(SplittableRandom random) {
        var candidates = entity.type() == EntityType.GROUP ? principals.subList(0, plan.users()) : principals;
        if (candidates.isEmpty()) {
            return List.of();
        }
        var count = Math.min(candidates.size(), 1 + random.nextInt(MAX_MEMBERS));
        var first = random.nextInt(candidates.size() - count + 1);
        return candidates.subList(first, first + count);
    }

    private List<GrantingPolicy> policies(SplittableRandom random) {
        var policies = new ArrayList<GrantingPolicy>();
        if (plan.policies() > 0 && random.nextInt(4) > 0) {
            var name = "policy-%04d".formatted(random.nextInt(plan.policies()));
            policies.add(GrantingPolicy.managed(names.arn(EntityType.POLICY, "/", name)));
        }
        if (policies.isEmpty() || random.nextInt(5) == 0) {
            policies.add(GrantingPolicy.inline("inline", entity.type(), entity.name()));
        }
        return policies;
    }

    /** More often lately than long ago. */
    private Instant time(SplittableRandom random) {
        var share = random.nextDouble();
        var ago = (long) (share * share * share * TRACKED);
        return Instant.ofEpochSecond(plan.now().minus(BEHIND).getEpochSecond() - ago);
    }
}
