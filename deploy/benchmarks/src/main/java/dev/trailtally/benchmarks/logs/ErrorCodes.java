package dev.trailtally.benchmarks.logs;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Error codes as the services return them. */
final class ErrorCodes {

    private static final Map<String, List<String>> OTHERS = Map.ofEntries(
            Map.entry(
                    "s3",
                    List.of(
                            "NoSuchKey",
                            "NoSuchBucketPolicy",
                            "NoSuchBucket",
                            "ServerSideEncryptionConfigurationNotFoundError")),
            Map.entry(
                    "ec2",
                    List.of(
                            "Client.InvalidInstanceID.NotFound",
                            "Client.RequestLimitExceeded",
                            "Client.DryRunOperation")),
            Map.entry("iam", List.of("NoSuchEntityException", "EntityAlreadyExistsException")),
            Map.entry("lambda", List.of("ResourceNotFoundException", "TooManyRequestsException")),
            Map.entry("dynamodb", List.of("ResourceNotFoundException", "ConditionalCheckFailedException")),
            Map.entry("kms", List.of("NotFoundException", "InvalidCiphertextException")),
            Map.entry("ssm", List.of("ParameterNotFound", "InvalidInstanceId")),
            Map.entry("rds", List.of("DBInstanceNotFound")),
            Map.entry("ecr", List.of("ImageNotFoundException", "RepositoryNotFoundException")),
            Map.entry("sqs", List.of("AWS.SimpleQueueService.NonExistentQueue")),
            Map.entry("sts", List.of("ExpiredTokenException", "InvalidIdentityToken")),
            Map.entry("logs", List.of("ResourceAlreadyExistsException", "ResourceNotFoundException")),
            Map.entry("cloudformation", List.of("ValidationException")));
    private static final List<String> COMMON =
            List.of("ThrottlingException", "ResourceNotFoundException", "ValidationException", "InternalFailure");

    private ErrorCodes() {}

    /** How an action fails: refused for a missing permission, or for another reason that is typical of its service. */
    static String draw(Action action, boolean refused, SplittableRandom random) {
        if (action.service().equals("signin")) {
            return "";
        }
        if (refused) {
            return switch (action.service()) {
                case "ec2" -> "Client.UnauthorizedOperation";
                case "iam", "s3", "sts", "cloudformation", "sns", "sqs", "elasticloadbalancing" -> "AccessDenied";
                default -> "AccessDeniedException";
            };
        }
        var codes = OTHERS.getOrDefault(action.service(), COMMON);
        return codes.get(random.nextInt(codes.size()));
    }
}
