package dev.trailtally.simulator.event;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One made-up event: who called what from where, with what result.
 *
 * @param name of the user, role, service or federated person
 * @param session the role's session name, empty for others
 * @param accessKeyId null for callers without one
 */
record Call(
        UUID id,
        CallerType caller,
        String name,
        String session,
        @Nullable String accessKeyId,
        Action action,
        String resource,
        String sourceIpAddress,
        String userAgent,
        boolean failed) {

    private static final List<String> SESSIONS =
            List.of("alice@example.com", "bob@example.com", "github-actions", "i-0abc12d34e56f7890", "nightly");
    private static final List<String> SERVICES =
            List.of("ec2.amazonaws.com", "lambda.amazonaws.com", "config.amazonaws.com", "ecs-tasks.amazonaws.com");
    private static final List<String> AGENTS = List.of(
            "aws-cli/2.17.4 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.0 lang/python#3.11.8 md/prompt#off md/command#ec2",
            "Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.10.218 lang/python#3.12.3 cfg/retry-mode#legacy",
            "APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.58.0",
            "aws-sdk-java/2.26.12 Linux/5.10.218 OpenJDK_64-Bit_Server_VM/21.0.3+9-LTS Java/21.0.3 io/sync",
            "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
            "aws-sdk-go-v2/1.30.0 os/linux lang/go#1.22.4 md/GOOS#linux md/GOARCH#amd64 api/dynamodb#1.34.1");

    static Call of(EventPlan plan, int index, long epochSecond) {
        var random = Seed.random(plan.unitSeed(), index + 1_000_000_000L);
        var id = new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
        var caller = caller(random);
        var action = action(caller.actions(), random);
        var name = name(caller, random);
        var session = caller == CallerType.ASSUMED_ROLE ? pick(SESSIONS, random) : "";
        return new Call(
                id,
                caller,
                name,
                session,
                accessKey(plan, caller, name + "/" + session, epochSecond, random),
                action,
                "thing-" + random.nextInt(40),
                caller == CallerType.AWS_SERVICE ? name : address(random),
                caller == CallerType.AWS_SERVICE ? name : pick(AGENTS, random),
                random.nextInt(100) < 4);
    }

    private static CallerType caller(SplittableRandom random) {
        var point = random.nextInt(1000);
        for (var type : CallerType.values()) {
            point -= type.weight();
            if (point < 0) {
                return type;
            }
        }
        throw new IllegalStateException("The weights of the callers are not 1000 in all");
    }

    private static Action action(List<Action> actions, SplittableRandom random) {
        var point = random.nextInt(actions.stream().mapToInt(Action::weight).sum());
        var chosen = 0;
        while (point >= actions.get(chosen).weight()) {
            point -= actions.get(chosen++).weight();
        }
        return actions.get(chosen);
    }

    private static String name(CallerType caller, SplittableRandom random) {
        return switch (caller) {
            case IAM_USER -> pick(Principals.USERS, random);
            case ASSUMED_ROLE -> pick(Principals.ROLES, random);
            case AWS_SERVICE -> pick(SERVICES, random);
            case WEB_IDENTITY -> "repo:example/shop:ref:refs/heads/main";
            case SAML, FEDERATED -> "dana@example.com";
            case IDENTITY_CENTER -> "94482488-3041-7026-18f3-be45837cd0e4";
            case OTHER_ACCOUNT -> "AIDAQRSTUVWXYZEXAMPLE";
            case ROOT -> "root";
        };
    }

    /** A user has two keys for good; a session has one for an hour. */
    private static @Nullable String accessKey(
            EventPlan plan, CallerType caller, String who, long epochSecond, SplittableRandom random) {
        return switch (caller) {
            case IAM_USER ->
                Principals.accessKeyId(
                        plan.account(), who.substring(0, who.indexOf('/')), random.nextInt(10) == 0 ? 2 : 1);
            case ASSUMED_ROLE, FEDERATED -> "ASIA" + Principals.letters(plan.unitSeed() + epochSecond / 3600, who);
            case AWS_SERVICE, WEB_IDENTITY, SAML, OTHER_ACCOUNT, IDENTITY_CENTER, ROOT -> null;
        };
    }

    private static String address(SplittableRandom random) {
        return random.nextInt(20) == 0
                ? "2001:db8:85a3::8a2e:370:" + Integer.toHexString(random.nextInt(1, 24))
                : "198.51.100." + random.nextInt(1, 40);
    }

    private static String pick(List<String> choices, SplittableRandom random) {
        // The smaller of two draws, so that the first are called often and the last seldom.
        return choices.get(Math.min(random.nextInt(choices.size()), random.nextInt(choices.size())));
    }
}
