package dev.trailtally.benchmarks.logs;

import dev.trailtally.simulator.record.JsonBytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Creates the principals of an account: each has its own small set of actions, addresses and user agents. */
final class Callers {

    private static final List<String> ROLES = List.of(
            "eks-node",
            "lambda-orders-api",
            "ci-deployer",
            "Admin",
            "ReadOnly",
            "ecs-task-payments",
            "data-pipeline",
            "security-audit",
            "backup-runner",
            "terraform",
            "support-engineer",
            "glue-etl",
            "metrics-exporter");
    private static final List<String> SERVICES = List.of(
            "lambda",
            "ec2",
            "autoscaling",
            "cloudtrail",
            "config",
            "ecs",
            "eks",
            "rds",
            "elasticloadbalancing",
            "guardduty",
            "s3",
            "logs",
            "backup",
            "ssm",
            "cloudformation",
            "kms");
    private static final List<String> PEOPLE = List.of(
            "ana.silva",
            "björn.åkesson",
            "chen.wei",
            "dana.cohen",
            "emeka.obi",
            "fatima.zahra",
            "grace.lee",
            "hugo.b",
            "ines.garcía",
            "jun.sato",
            "kofi.mensah",
            "lena.vogt");
    private static final List<String> AGENTS = List.of(
            "aws-sdk-java/2.31.9 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.134 lang/java#21.0.6 md/OpenJDK_64-Bit_Server_VM"
                    + " exec-env/AWS_ECS_FARGATE m/D,e",
            "Boto3/1.37.11 md/Botocore#1.37.11 ua/2.0 os/linux#5.10.234 md/arch#x86_64 lang/python#3.12.9"
                    + " exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.37.11",
            "aws-cli/2.24.20 md/awscrt#0.23.8 ua/2.1 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.9 md/command#s3.ls",
            "APN/1.0 HashiCorp/1.0 Terraform/1.11.2 (+https://www.terraform.io) terraform-provider-aws/5.90.1 aws-sdk-go-v2/1.36.3",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36",
            "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.1 md/GOOS#linux md/GOARCH#arm64 api/dynamodb#1.41.0",
            "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.780 \"Java_HotSpot\" vendor/Oracle_Corporation]",
            "amazon-ssm-agent/3.3.1957.0 (linux; amd64)",
            "kubernetes-ingress elbv2.k8s.aws/v2.12.0 aws-sdk-go-v2/1.36.2 os/linux lang/go#1.23.7");

    private final LogPlan plan;
    private final Catalog catalog;

    Callers(LogPlan plan, Catalog catalog) {
        this.plan = plan;
        this.catalog = catalog;
    }

    /** The principals of an account, the busiest first. */
    List<Caller> of(int accountIndex, String accountId) {
        return IntStream.range(0, plan.principals())
                .mapToObj(index -> caller(accountId, index, Seeds.mix(plan.seed(), 'p', accountIndex, index)))
                .toList();
    }

    private Caller caller(String accountId, int index, long seed) {
        var random = Seeds.random(seed);
        // Spread over the ranks, so that each type has busy and quiet principals; root stays at the quiet end.
        var type = CallerType.at(index * 0.618_034 % 1 * 0.989);
        if (index == plan.principals() - 1 && index > 0) {
            type = CallerType.ROOT;
        }
        var habits = habits(type, random);
        var name = name(type, index, random);
        return new Caller(
                type,
                accountId,
                name,
                uniqueId(random),
                habits,
                sessions(type, random),
                sourceIps(type, name, random),
                userAgents(type, name, random),
                Weights.zipf(habits.size(), 0.9),
                seed);
    }

    private static String uniqueId(SplittableRandom random) {
        return JsonBytes.letters(random, JsonBytes.UPPER_AND_DIGITS, 16);
    }

    private List<Habit> habits(CallerType type, SplittableRandom random) {
        return actions(type, random).stream()
                .map(action -> habit(action, random))
                .toList();
    }

    /** One habit in eight is mostly refused, as for a missing permission; the others fail now and then. */
    private static Habit habit(Action action, SplittableRandom random) {
        var refused = random.nextInt(8) == 0;
        return new Habit(action, ErrorCodes.draw(action, refused, random), refused ? 0.6 : 0.025);
    }

    private List<Action> actions(CallerType type, SplittableRandom random) {
        return switch (type) {
            case WEB_IDENTITY -> List.of(catalog.action("sts:AssumeRoleWithWebIdentity"));
            case SAML -> List.of(catalog.action("sts:AssumeRoleWithSAML"));
            case ROOT ->
                Stream.of(
                                "signin:ConsoleLogin",
                                "iam:GetAccountSummary",
                                "account:GetContactInformation",
                                "s3:ListBuckets")
                        .map(catalog::action)
                        .toList();
            case ASSUMED_ROLE, AWS_SERVICE, IAM_USER, IDENTITY_CENTER, AWS_ACCOUNT, FEDERATED ->
                repertoire(type, random);
        };
    }

    private List<Action> repertoire(CallerType type, SplittableRandom random) {
        var actions = new LinkedHashSet<Action>();
        if (type == CallerType.IAM_USER) {
            actions.add(catalog.action("signin:ConsoleLogin"));
        }
        var size = random.nextInt(10, 26);
        while (actions.size() < size) {
            var service = catalog.drawService(random);
            var popularity = Weights.zipf(service.size(), 0.8);
            for (var i = random.nextInt(2, 6); i > 0 && actions.size() < size; i--) {
                actions.add(service.get(popularity.draw(random)));
            }
        }
        return new ArrayList<>(actions);
    }

    private static String name(CallerType type, int index, SplittableRandom random) {
        return switch (type) {
            case ASSUMED_ROLE, FEDERATED -> pick(ROLES, random) + "-" + index;
            case AWS_SERVICE -> pick(SERVICES, random) + ".amazonaws.com";
            case WEB_IDENTITY -> "system:serviceaccount:team-%d:worker-%d".formatted(index % 7, index);
            case IAM_USER, SAML, IDENTITY_CENTER -> pick(PEOPLE, random) + "-" + index + "@example.com";
            case AWS_ACCOUNT -> "%012d".formatted(random.nextLong(100_000_000_000L, 1_000_000_000_000L));
            case ROOT -> "root";
        };
    }

    private static List<String> sessions(CallerType type, SplittableRandom random) {
        return switch (type) {
            case ASSUMED_ROLE, FEDERATED ->
                IntStream.rangeClosed(0, random.nextInt(4))
                        .mapToObj(i -> session(random))
                        .distinct()
                        .toList();
            case AWS_SERVICE, IAM_USER, WEB_IDENTITY, SAML, IDENTITY_CENTER, AWS_ACCOUNT, ROOT -> List.of();
        };
    }

    private static String session(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> "i-0%016x".formatted(random.nextLong() >>> 4).substring(0, 19);
            case 1 -> "aws-go-sdk-%d".formatted(random.nextLong(1_700_000_000_000_000L, 1_750_000_000_000_000L));
            case 2 -> pick(PEOPLE, random) + "@example.com";
            default -> "GitHubActions-" + random.nextInt(100_000);
        };
    }

    private static List<String> sourceIps(CallerType type, String name, SplittableRandom random) {
        if (type == CallerType.AWS_SERVICE) {
            return List.of(random.nextInt(12) == 0 ? "AWS Internal" : name);
        }
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> address(random))
                .toList();
    }

    private static String address(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 ->
                "2600:1f18:%x:%x::%x"
                        .formatted(random.nextInt(1, 65_536), random.nextInt(1, 65_536), random.nextInt(1, 65_536));
            case 1, 2, 3 -> "10.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(1, 255));
            default ->
                "%d.%d.%d.%d"
                        .formatted(
                                random.nextInt(11, 100),
                                random.nextInt(256),
                                random.nextInt(256),
                                random.nextInt(1, 255));
        };
    }

    private static List<String> userAgents(CallerType type, String name, SplittableRandom random) {
        if (type == CallerType.AWS_SERVICE) {
            return List.of(name);
        }
        return Stream.of(pick(AGENTS, random), pick(AGENTS, random))
                .limit(random.nextInt(1, 3))
                .distinct()
                .toList();
    }

    private static String pick(List<String> values, SplittableRandom random) {
        return values.get(random.nextInt(values.size()));
    }
}
