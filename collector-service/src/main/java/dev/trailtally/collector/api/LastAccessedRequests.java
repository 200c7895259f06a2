package dev.trailtally.collector.api;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationsAccessReport;
import dev.trailtally.rpc.RpcErrors;
import java.util.List;
import java.util.regex.Pattern;

/** Checks what is asked of IAM and fills in defaults. */
final class LastAccessedRequests {

    private static final String FIELD = "source.last_accessed";
    private static final int MAX_ARNS = 10_000;
    private static final int MAX_PATHS = 1_000;
    private static final int MAX_TAGS = 50;
    private static final int MAX_TAG_KEY = 128;
    private static final int MAX_TAG_VALUE = 256;
    private static final int MAX_NAME = 128;
    private static final AccountRequests.Limits JOB_DEADLINE =
            new AccountRequests.Limits(60, 86_400, 30 * 60, "1 minute to 1 day");
    private static final AccountRequests.Limits UNIT_DEADLINE =
            new AccountRequests.Limits(60, 7 * 86_400, 86_400, "1 minute to 7 days");
    private static final List<EntityType> DEFAULT_TYPES = List.of(
            EntityType.ENTITY_TYPE_USER,
            EntityType.ENTITY_TYPE_ROLE,
            EntityType.ENTITY_TYPE_GROUP,
            EntityType.ENTITY_TYPE_CUSTOMER_MANAGED_POLICY);
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:iam::([0-9]{12}|aws):(user|role|group|policy)/[\\x21-\\x7e]{1,1024}");
    // AWS source: IAM API Reference, GenerateOrganizationsAccessReport.
    private static final Pattern ENTITY_PATH = Pattern.compile("o-[0-9a-z]{10,32}/r-[0-9a-z]{4,32}[0-9a-z-/]{0,400}");
    private static final Pattern POLICY_ID = Pattern.compile("p-[0-9a-zA-Z_]{8,128}");
    private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e]{0,511}");

    private LastAccessedRequests() {}

    /** The source with all defaults filled in. */
    static LastAccessedSource checked(CreateScanRequest request) {
        checkUnused(request);
        var source = request.getSource().getLastAccessed().toBuilder();
        AccountRequests.check(FIELD, source.getOrganization());
        AccountRequests.checkKnown(FIELD + ".granularity", source.getGranularity(), source.getGranularityValue());
        checkArns(source);
        checkFilters(source);
        checkReport(source.getOrganizationsReport());
        source.setJobDeadline(AccountRequests.seconds(
                FIELD + ".job_deadline", source.hasJobDeadline(), source.getJobDeadline(), JOB_DEADLINE));
        source.setUnitDeadline(AccountRequests.seconds(
                FIELD + ".unit_deadline", source.hasUnitDeadline(), source.getUnitDeadline(), UNIT_DEADLINE));
        if (source.hasRole()) {
            source.setRole(AccountRequests.checked(FIELD, source.getRole()));
        }
        if (source.getGranularity() == Granularity.GRANULARITY_UNSPECIFIED) {
            source.setGranularity(Granularity.GRANULARITY_SERVICE_LEVEL);
        }
        if (source.getEntityTypesCount() == 0 && source.getArnsCount() == 0 && !source.hasOrganizationsReport()) {
            source.addAllEntityTypes(DEFAULT_TYPES);
        }
        return source.build();
    }

    private static void checkUnused(CreateScanRequest request) {
        if (request.getRegionsCount() > 0) {
            throw RpcErrors.invalidArgument("regions", "must be empty: IAM keeps last-accessed data for all regions");
        }
        if (request.hasStartTime() || request.hasEndTime()) {
            throw RpcErrors.invalidArgument(
                    request.hasStartTime() ? "start_time" : "end_time",
                    "must be absent: IAM gives the last-accessed data that it has");
        }
    }

    private static void checkArns(LastAccessedSource.Builder source) {
        if (source.getArnsCount() > MAX_ARNS) {
            throw RpcErrors.invalidArgument(
                    FIELD + ".arns", "must be at most " + MAX_ARNS + ", found " + source.getArnsCount());
        }
        for (int i = 0; i < source.getArnsCount(); i++) {
            if (!ARN.matcher(source.getArns(i)).matches()) {
                throw RpcErrors.invalidArgument(
                        FIELD + ".arns[" + i + "]",
                        "must be the ARN of an IAM user, role, group or policy, found \""
                                + AccountRequests.shown(source.getArns(i)) + "\"");
            }
        }
        for (int i = 0; i < source.getEntityTypesCount(); i++) {
            switch (source.getEntityTypes(i)) {
                case ENTITY_TYPE_USER,
                        ENTITY_TYPE_ROLE,
                        ENTITY_TYPE_GROUP,
                        ENTITY_TYPE_CUSTOMER_MANAGED_POLICY,
                        ENTITY_TYPE_AWS_MANAGED_POLICY -> {}
                case ENTITY_TYPE_UNSPECIFIED, ENTITY_TYPE_ORGANIZATIONS_ENTITY, UNRECOGNIZED ->
                    throw RpcErrors.invalidArgument(
                            FIELD + ".entity_types[" + i + "]",
                            "must be USER, ROLE, GROUP, CUSTOMER_MANAGED_POLICY or AWS_MANAGED_POLICY, found "
                                    + source.getEntityTypesValue(i));
            }
        }
    }

    private static void checkFilters(LastAccessedSource.Builder source) {
        if (!source.getPathPrefix().isEmpty()
                && !PATH.matcher(source.getPathPrefix()).matches()) {
            throw RpcErrors.invalidArgument(
                    FIELD + ".path_prefix",
                    "must begin with / and have at most 512 characters, found \""
                            + AccountRequests.shown(source.getPathPrefix()) + "\"");
        }
        if (source.getNamePattern().length() > MAX_NAME
                || source.getNamePattern().indexOf('\0') >= 0) {
            throw RpcErrors.invalidArgument(
                    FIELD + ".name_pattern",
                    "must have at most " + MAX_NAME + " characters and no NUL, found "
                            + source.getNamePattern().length());
        }
        if (source.getTagsCount() > MAX_TAGS) {
            throw RpcErrors.invalidArgument(
                    FIELD + ".tags", "must be at most " + MAX_TAGS + ", found " + source.getTagsCount());
        }
        for (int i = 0; i < source.getTagsCount(); i++) {
            var tag = source.getTags(i);
            if (tag.getKey().isEmpty()
                    || tag.getKey().length() > MAX_TAG_KEY
                    || tag.getKey().indexOf('\0') >= 0
                    || tag.getValue().indexOf('\0') >= 0
                    || tag.getValue().length() > MAX_TAG_VALUE) {
                throw RpcErrors.invalidArgument(
                        FIELD + ".tags[" + i + "]",
                        "must have a key of 1 to %d and a value of at most %d characters and no NUL, found %d and %d"
                                .formatted(
                                        MAX_TAG_KEY,
                                        MAX_TAG_VALUE,
                                        tag.getKey().length(),
                                        tag.getValue().length()));
            }
        }
    }

    private static void checkReport(OrganizationsAccessReport report) {
        var field = FIELD + ".organizations_report";
        if (report.getEntityPathsCount() > MAX_PATHS) {
            throw RpcErrors.invalidArgument(
                    field + ".entity_paths",
                    "must be at most " + MAX_PATHS + ", found " + report.getEntityPathsCount());
        }
        for (int i = 0; i < report.getEntityPathsCount(); i++) {
            if (!ENTITY_PATH.matcher(report.getEntityPaths(i)).matches()) {
                throw RpcErrors.invalidArgument(
                        field + ".entity_paths[" + i + "]",
                        "must be like o-…/r-…/ou-…/<account>, found \""
                                + AccountRequests.shown(report.getEntityPaths(i)) + "\"");
            }
        }
        var policy = report.getOrganizationsPolicyId();
        if (!policy.isEmpty() && !POLICY_ID.matcher(policy).matches()) {
            throw RpcErrors.invalidArgument(
                    field + ".organizations_policy_id",
                    "must be like p-…, found \"" + AccountRequests.shown(policy) + "\"");
        }
    }
}
