package dev.trailtally.simulator;

import dev.trailtally.simulator.credential.KeyRing;
import dev.trailtally.simulator.event.Principals;
import dev.trailtally.simulator.event.Seed;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.GrantingPolicy;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamEntityBuilder;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.ServiceCatalog;
import dev.trailtally.simulator.iam.UserKey;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The IAM of one account of the demo: the callers of its events, as far as IAM already knows them, some who no longer
 * call, some who never did, and more permissions than anybody needs.
 */
final class DemoIam {

    /** Its jobs fail. */
    static final String FAILING_ARN = "arn:aws:iam::100000000024:role/etl-nightly";

    static final String STALE_USER = "erin.jones";

    private static final int ALL = ServiceCatalog.size();
    private static final int MOST = 50;
    private static final int SOME = 18;
    private static final GrantingPolicy ADMINISTRATOR = aws("AdministratorAccess");
    private static final GrantingPolicy POWER_USER = aws("PowerUserAccess");
    private static final GrantingPolicy READ_ONLY = aws("ReadOnlyAccess");

    private final IamAccount account;
    private final DemoCalls calls;
    private final Instant now;

    private DemoIam(MemberAccount member, Instant now) {
        this.account = IamAccount.empty(member.id());
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.calls = DemoCalls.of(member, now);
    }

    static Iam of(Organization organization, Instant now) {
        return Iam.lazily(id -> new DemoIam(organization.findAccount(id).orElseThrow(), now).fill());
    }

    private IamAccount fill() {
        var deployment = local("deployment");
        var dataAccess = local("data-access");
        users(deployment, dataAccess);
        roles(deployment, dataAccess);
        new DemoHolders(account).add();
        account.policy(
                "break-glass",
                policy -> allow(policy, "", ALL, List.of()).attachmentCount(0).createDate(daysAgo(900)));
        return account;
    }

    private void users(GrantingPolicy deployment, GrantingPolicy dataAccess) {
        var inGroup = List.of(POWER_USER, GrantingPolicy.inline("notebooks", EntityType.GROUP, DemoHolders.DEVELOPERS));
        person("alice", 6, inGroup);
        person("bob.smith", 12, inGroup);
        person("carol", 38, inGroup);
        machine("terraform", ALL, List.of(ADMINISTRATOR));
        machine("deploy-bot", SOME, List.of(deployment));
        machine("backup", SOME, List.of(dataAccess));
        user(Principals.FEDERATOR, "dana@example.com", 20, List.of(READ_ONLY), user -> user);
        account.user(
                KeyRing.USER,
                user -> allow(user, "user/" + KeyRing.USER, 0, List.of())
                        .createDate(daysAgo(30))
                        .never("iam", "cloudtrail", "organizations")
                        .key(new UserKey(KeyRing.userKeyId(account.account()), true, daysAgo(30), null)));
        account.user(
                STALE_USER,
                user -> stale(user)
                        .createDate(daysAgo(1500))
                        .passwordLastUsed(daysAgo(310))
                        .key(new UserKey(
                                Principals.accessKeyId(account.account(), STALE_USER, 1),
                                true,
                                daysAgo(1500),
                                new UserKey.Use(daysAgo(290), "eu-west-1", "s3"))));
        account.user(
                "frank",
                user -> allow(user, "user/frank", SOME, List.of(deployment))
                        .createDate(daysAgo(420))
                        .key(new UserKey(
                                Principals.accessKeyId(account.account(), "frank", 1), true, daysAgo(420), null)));
    }

    private void roles(GrantingPolicy deployment, GrantingPolicy dataAccess) {
        role("Admin", ALL, List.of(ADMINISTRATOR));
        role("ReadOnly", MOST, List.of(READ_ONLY));
        role("ci-deploy", SOME, List.of(deployment, GrantingPolicy.inline("artifacts", EntityType.ROLE, "ci-deploy")));
        role("app-server", SOME, List.of(dataAccess));
        role("data-pipeline", SOME, List.of(dataAccess));
        role("AWSServiceRoleForConfig", SOME, List.of(aws("AWSConfigServiceRolePolicy")));
        account.role(
                Organization.ROLE,
                role -> allow(role, "", ALL, List.of(ADMINISTRATOR)).createDate(daysAgo(1600)));
        account.role(
                "legacy-migration",
                role -> allow(role, "", ALL, List.of(ADMINISTRATOR))
                        .tag("project", "migration-2024")
                        .createDate(daysAgo(800)));
        account.role(
                "vendor-audit",
                role -> allow(role, "", MOST, List.of(READ_ONLY))
                        .path("/vendor/")
                        .createDate(daysAgo(500)));
        if (FAILING_ARN.contains(account.account())) {
            account.role("etl-nightly", role -> allow(role, "", SOME, List.of(dataAccess)));
        }
    }

    private void person(String name, int passwordDays, List<GrantingPolicy> policies) {
        user(
                name,
                name,
                MOST,
                policies,
                user -> user.passwordLastUsed(daysAgo(passwordDays)).tag("department", "engineering"));
    }

    private void machine(String name, int services, List<GrantingPolicy> policies) {
        user(name, name, services, policies, user -> user.tag("managed-by", "platform"));
    }

    private void user(
            String name,
            String idOf,
            int services,
            List<GrantingPolicy> policies,
            UnaryOperator<IamEntityBuilder> with) {
        account.user(name, user -> {
            allow(user, "user/" + name, services, policies).id(Principals.userId(idOf));
            for (var number = 1; number <= 2 && Principals.USERS.contains(name); number++) {
                var key = Principals.accessKeyId(account.account(), name, number);
                user.key(new UserKey(key, true, daysAgo(number == 1 ? 400 : 1100), calls.findKeyUse(key)));
            }
            return with.apply(user.createDate(daysAgo(1200)));
        });
    }

    private void role(String name, int services, List<GrantingPolicy> policies) {
        account.role(
                name,
                role -> allow(role, "role/" + name, services, policies)
                        .id(Principals.roleId(name))
                        .createDate(daysAgo(1000)));
    }

    /** What it called, and as many services in all as are wanted: some last used long ago, most never. */
    private IamEntityBuilder allow(
            IamEntityBuilder entity, String resource, int services, List<GrantingPolicy> policies) {
        var arn = entity.entity().arn();
        for (var namespace : ServiceCatalog.namespaces(ALL)) {
            // Spread over the alphabet, the same for everybody, so that wider policies contain narrower ones.
            var wanted = Math.floorMod(namespace.hashCode() * 31L, ALL) < services;
            var called = calls.find(resource, arn, namespace);
            if (called != null) {
                entity.service(called.withPolicies(policies));
            } else if (wanted) {
                entity.service(old(namespace, arn, resource).withPolicies(policies));
            }
        }
        return entity;
    }

    private ServiceAccess old(String namespace, String arn, String resource) {
        var days = (int) (Seed.share(arn.hashCode(), namespace.hashCode()) * 2000);
        return resource.isEmpty() || days < 45 || days > 380
                ? ServiceAccess.never(namespace)
                : ServiceAccess.never(namespace).accessed(daysAgo(days), arn, "eu-west-1");
    }

    private IamEntityBuilder stale(IamEntityBuilder user) {
        var arn = allow(user, "", ALL, List.of(ADMINISTRATOR)).entity().arn();
        for (var namespace : List.of("s3", "ec2", "iam")) {
            user.service(ServiceAccess.never(namespace)
                    .accessed(daysAgo(290), arn, "eu-west-1")
                    .withPolicies(List.of(ADMINISTRATOR)));
        }
        return user;
    }

    private Instant daysAgo(int days) {
        return now.minus(Duration.ofDays(days));
    }

    private GrantingPolicy local(String name) {
        return GrantingPolicy.managed(account.names().arn(EntityType.POLICY, "/", name));
    }

    private static GrantingPolicy aws(String name) {
        return GrantingPolicy.managed("arn:aws:iam::aws:policy/" + name);
    }
}
