package dev.trailtally.standalone.command;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationsAccessReport;
import dev.trailtally.collector.v1.TagFilter;
import dev.trailtally.standalone.lastaccessed.ScanSelection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for what to collect from IAM in each account. */
final class EntityOptions {

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:iam::([0-9]{12}|aws):(user|role|group|policy)/.+");
    private static final Pattern POLICY_ID = Pattern.compile("p-[0-9a-zA-Z_]{8,128}");
    private static final Duration JOB_DEADLINE = Durations.fromMinutes(30);
    private static final Duration UNIT_DEADLINE = Durations.fromDays(1);
    private static final int MAX_ARNS = 1_000; // the limit of a report

    @Option(
            names = "--arn",
            paramLabel = "<arn,…>",
            split = ",\\s*(?=arn:)", // a name may contain commas
            hideParamSyntax = true,
            description = "Only these users, roles, groups or policies, each with all its services. Without"
                    + " --org or another account option, the accounts are those of the ARNs.")
    List<String> arns = List.of();

    @Option(names = "--actions", description = "Collect tracked actions too, not only services (ACTION_LEVEL).")
    boolean actions;

    @Option(
            names = "--types",
            paramLabel = "<type,…>",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Only these types: users, roles, groups, policies (customer-managed), aws-policies (AWS-managed,"
                            + " if attached). Default: all except aws-policies.")
    List<EntityType> types = List.of();

    @Option(names = "--path", paramLabel = "<prefix>", description = "Only entities below this path, such as /team/.")
    String path = "";

    @Option(
            names = "--name",
            paramLabel = "<pattern>",
            description = "Only entities with this name; * matches any characters.")
    String name = "";

    @Option(
            names = "--tag",
            paramLabel = "<tag>=<value>",
            description = "Only entities with this tag (and value); repeatable, all must match. Groups and AWS-managed"
                    + " policies have no tags. Takes one request per entity.")
    List<TagFilter> tags = List.of();

    @Option(
            names = "--entities",
            description = "Ask which users and roles can use each service of a group or policy, and when they last did."
                    + " Takes one request per service that it allows.")
    boolean accessors;

    @Option(
            names = "--policies",
            description =
                    "Ask which policies grant each service, to see where to remove it. Takes one request per user,"
                            + " role and group.")
    boolean policies;

    @Option(
            names = "--org-report",
            paramLabel = "<policy id>",
            arity = "0..1",
            fallbackValue = "",
            description =
                    "Collect the organization's own reports: root, units and accounts; with the id of a service"
                            + " control policy (p-…), what that policy allows. Without account options, nothing else is collected.")
    @Nullable
    String organizationsReport;

    @Option(
            names = "--skip-access-keys",
            description = "Leave out the users' access keys. They take two or more requests per user.")
    boolean skipAccessKeys;

    /** Whether the user gave any of these options. */
    boolean given() {
        return !arns.isEmpty()
                || organizationsReport != null
                || actions
                || filters()
                || accessors
                || policies
                || skipAccessKeys;
    }

    void check(CommandLine line) {
        for (var arn : arns) {
            if (!ARN.matcher(arn).matches()) {
                throw new ParameterException(
                        line,
                        "--arn takes the ARN of an IAM user, role, group or policy, such as"
                                + " arn:aws:iam::111122223333:role/Deploy, got " + arn);
            }
        }
        if (arns.size() > MAX_ARNS) {
            throw new ParameterException(line, "--arn takes at most 1,000 ARNs, got " + arns.size() + ".");
        }
        if (!arns.isEmpty() && filters()) {
            throw new ParameterException(
                    line, "--arn names what to collect; leave out --types, --path, --name and --tag.");
        }
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new ParameterException(line, "--path must start with /, such as /team/, got " + path);
        }
        if (organizationsReport != null
                && !organizationsReport.isEmpty()
                && !POLICY_ID.matcher(organizationsReport).matches()) {
            throw new ParameterException(
                    line, "--org-report takes the id of a service control policy, p-…, got " + organizationsReport);
        }
    }

    /** The accounts that the ARNs name; AWS-managed policies name none. */
    List<String> accountsOfArns() {
        return arns.stream()
                .flatMap(arn -> {
                    var parts = ARN.matcher(arn);
                    return parts.matches() ? Stream.of(parts.group(1)) : Stream.of();
                })
                .filter(account -> !account.equals("aws"))
                .distinct()
                .toList();
    }

    /**
     * Adds them to the requested source.
     *
     * @param accountsSelected whether the user named accounts; the organization's reports alone need none
     */
    void addTo(LastAccessedSource.Builder source, boolean accountsSelected) {
        source.setGranularity(actions ? Granularity.GRANULARITY_ACTION_LEVEL : Granularity.GRANULARITY_SERVICE_LEVEL)
                .addAllArns(arns)
                .setPathPrefix(path)
                .setNamePattern(name)
                .addAllTags(tags)
                .setWithEntities(accessors)
                .setGrantingPolicies(policies)
                .setSkipAccessKeys(skipAccessKeys)
                .setJobDeadline(JOB_DEADLINE)
                .setUnitDeadline(UNIT_DEADLINE);
        if (arns.isEmpty() && (accountsSelected || organizationsReport == null)) {
            source.addAllEntityTypes(types.isEmpty() ? ScanSelection.USUAL_TYPES : types);
        }
        if (organizationsReport != null) {
            source.setOrganizationsReport(
                    OrganizationsAccessReport.newBuilder().setOrganizationsPolicyId(organizationsReport));
        }
    }

    private boolean filters() {
        return !types.isEmpty() || !path.isEmpty() || !name.isEmpty() || !tags.isEmpty();
    }
}
