package dev.trailtally.collector.permission;

import static java.util.stream.Collectors.toCollection;

import dev.trailtally.collector.permission.SdkOperations.Operation;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The IAM actions that the code needs, derived from the operations that it asks of AWS. */
final class NeededActions {

    // Operations whose actions have other names. AWS source: Service Authorization Reference.
    private static final Map<String, Set<String>> OTHERWISE = Map.of(
            // Allowed to everybody, whatever policies say.
            "sts:GetCallerIdentity",
            Set.of(),
            "s3:ListObjectsV2",
            Set.of("s3:ListBucket"),
            // S3 decrypts in the reader's name if a KMS key encrypts the object.
            "s3:GetObject",
            Set.of("s3:GetObject", "kms:Decrypt"),
            // Reads the organization in the caller's name. AWS source: IAM API Reference.
            "iam:GenerateOrganizationsAccessReport",
            Set.of(
                    "iam:GenerateOrganizationsAccessReport",
                    "organizations:DescribeOrganization",
                    "organizations:DescribePolicy",
                    "organizations:ListChildren",
                    "organizations:ListParents",
                    "organizations:ListPoliciesForTarget",
                    "organizations:ListRoots",
                    "organizations:ListTargetsForPolicy"));

    private final Set<Operation> operations = SdkOperations.of("dev.trailtally");

    /** Of the collector: in its own account it does what the role does in others. */
    SortedSet<String> ofCollector() {
        return actions(operation -> true);
    }

    /** Of the role that the collector assumes in each account. */
    SortedSet<String> ofMember() {
        return actions(NeededActions::asksAccount);
    }

    private SortedSet<String> actions(Predicate<Operation> asked) {
        return operations.stream()
                .filter(asked)
                .map(Operation::toString)
                .flatMap(operation -> OTHERWISE.getOrDefault(operation, Set.of(operation)).stream())
                .collect(toCollection(TreeSet::new));
    }

    /** Whether an operation is asked in the name of the account that is read, and not in the collector's own alone. */
    private static boolean asksAccount(Operation operation) {
        return switch (operation.service()) {
            case "account", "cloudtrail", "ec2" -> true;
            case "iam" -> !operation.name().endsWith("OrganizationsAccessReport");
            case "organizations", "s3", "sts" -> false;
            default -> throw new AssertionError("In whose name is " + operation + " asked? Say it here.");
        };
    }
}
