package dev.trailtally.simulator.iam;

import dev.trailtally.simulator.event.Seed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes up the entities of an account. What they use is not kept: {@link DrawnServices} draws it again. */
final class GeneratedAccount {

    private static final List<String> TEAMS = List.of("checkout", "payments", "platform", "search", "security");
    private static final List<String> PATHS = List.of("/", "/", "/", "/", "/team/", "/service/batch/");

    private final IamPlan plan;
    private final IamNames names;
    private final List<IamEntity> principals = new ArrayList<>();

    private GeneratedAccount(IamPlan plan, IamNames names) {
        this.plan = plan;
        this.names = names;
    }

    static IamAccount of(IamPlan plan, IamNames names) {
        return new GeneratedAccount(plan, names).fill(IamAccount.empty(names.partition(), names.account()));
    }

    private IamAccount fill(IamAccount account) {
        principals.addAll(entities(EntityType.USER, plan.users()));
        principals.addAll(entities(EntityType.ROLE, plan.roles()));
        var all = new ArrayList<>(principals);
        all.addAll(entities(EntityType.GROUP, plan.groups()));
        all.addAll(entities(EntityType.POLICY, plan.policies()));
        for (var number = 0; number < plan.awsPolicies(); number++) {
            all.add(new IamEntityBuilder(names, EntityType.POLICY, "AmazonThing%03dAccess".formatted(number))
                    .awsManaged()
                    .entity());
        }
        var members = List.copyOf(principals);
        all.forEach(entity -> account.put(entity, new DrawnServices(plan, names, entity, members)));
        return account;
    }

    private List<IamEntity> entities(EntityType type, int count) {
        var entities = new ArrayList<IamEntity>();
        for (var number = 0; number < count; number++) {
            entities.add(entity(type, "%s-%04d".formatted(type.resource(), number)));
        }
        return entities;
    }

    private IamEntity entity(EntityType type, String name) {
        var seed = Seed.mix(plan.seed(), Long.parseLong(names.account()));
        var random = Seed.random(seed, name.hashCode());
        // Policies are named in what others are granted, by ARN.
        var path = type == EntityType.POLICY ? "/" : PATHS.get(random.nextInt(PATHS.size()));
        var created =
                plan.now().minus(Duration.ofDays(30 + random.nextInt(1500))).truncatedTo(ChronoUnit.SECONDS);
        var builder = new IamEntityBuilder(names, type, name).path(path).createDate(created);
        if (type != EntityType.GROUP && random.nextInt(3) > 0) {
            builder.tag("team", TEAMS.get(random.nextInt(TEAMS.size())));
        }
        if (type == EntityType.USER) {
            builder.passwordLastUsed(random.nextBoolean() ? since(created, random) : null);
            var arn = names.arn(type, path, name);
            for (var number = random.nextInt(3); number > 0; number--) {
                builder.key(key(arn, number, created, random));
            }
        }
        return builder.entity();
    }

    private UserKey key(String arn, int number, Instant created, SplittableRandom random) {
        var used = random.nextInt(4) == 0 ? null : new UserKey.Use(since(created, random), "eu-west-1", "s3");
        return new UserKey(IamNames.accessKeyId(arn, number), number == 1 || random.nextBoolean(), created, used);
    }

    private Instant since(Instant created, SplittableRandom random) {
        var latest = plan.now().minus(DrawnServices.BEHIND).getEpochSecond();
        return Instant.ofEpochSecond(random.nextLong(created.getEpochSecond(), latest));
    }
}
