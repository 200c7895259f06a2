package dev.trailtally.simulator.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody makes.
 *
 * @param weight how often, relative to the others
 * @param resourceType what it is about, null for calls about nothing in particular
 */
record Action(
        String source,
        String name,
        boolean readOnly,
        int weight,
        @Nullable String resourceType,
        String errorCode) {

    /** What people and programs do all day. */
    static final List<Action> USUAL = List.of(
            reading("ec2", "DescribeInstances", 140, "Client.UnauthorizedOperation"),
            reading("ec2", "DescribeSecurityGroups", 60, "Client.UnauthorizedOperation"),
            reading("sts", "GetCallerIdentity", 90, "ExpiredToken"),
            reading("iam", "ListRoles", 30, "AccessDenied"),
            reading("iam", "GetPolicyVersion", 25, "NoSuchEntityException"),
            reading("cloudtrail", "LookupEvents", 20, "ThrottlingException"),
            reading("monitoring", "DescribeAlarms", 60, "AccessDenied"),
            reading("organizations", "ListAccounts", 8, "AccessDeniedException"),
            about("s3", "GetBucketLocation", true, 70, "AWS::S3::Bucket"),
            about("s3", "ListBuckets", true, 40, null),
            about("s3", "PutBucketPolicy", false, 4, "AWS::S3::Bucket"),
            about("kms", "Decrypt", true, 120, "AWS::KMS::Key"),
            about("kms", "GenerateDataKey", true, 70, "AWS::KMS::Key"),
            about("lambda", "UpdateFunctionCode20150331v2", false, 10, "AWS::Lambda::Function"),
            about("lambda", "ListFunctions20150331", true, 25, null),
            about("dynamodb", "DescribeTable", true, 50, "AWS::DynamoDB::Table"),
            about("dynamodb", "CreateTable", false, 2, "AWS::DynamoDB::Table"),
            about("ec2", "RunInstances", false, 9, "AWS::EC2::Instance"),
            about("ec2", "TerminateInstances", false, 8, "AWS::EC2::Instance"),
            about("ec2", "AuthorizeSecurityGroupIngress", false, 3, "AWS::EC2::SecurityGroup"),
            about("logs", "CreateLogStream", false, 35, null),
            about("secretsmanager", "GetSecretValue", true, 30, "AWS::SecretsManager::Secret"),
            about("ssm", "GetParameters", true, 40, null),
            about("cloudformation", "UpdateStack", false, 4, "AWS::CloudFormation::Stack"),
            about("iam", "CreateAccessKey", false, 1, "AWS::IAM::AccessKey"),
            about("rds", "DescribeDBInstances", true, 30, null));

    static final Action ASSUME_ROLE = about("sts", "AssumeRole", true, 1, "AWS::IAM::Role");
    static final Action WEB_IDENTITY = about("sts", "AssumeRoleWithWebIdentity", true, 1, "AWS::IAM::Role");
    static final Action SAML = about("sts", "AssumeRoleWithSAML", true, 1, "AWS::IAM::Role");
    static final Action CONSOLE_LOGIN = about("signin", "ConsoleLogin", false, 1, null);

    private static Action reading(String service, String name, int weight, String errorCode) {
        return new Action(service + ".amazonaws.com", name, true, weight, null, errorCode);
    }

    private static Action about(
            String service, String name, boolean readOnly, int weight, @Nullable String resourceType) {
        return new Action(service + ".amazonaws.com", name, readOnly, weight, resourceType, "AccessDenied");
    }
}
