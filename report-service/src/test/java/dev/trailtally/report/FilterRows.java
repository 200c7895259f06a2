package dev.trailtally.report;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Filters other than by text of events: a request with the filter, and a statement that counts what it must find. */
final class FilterRows {

    private static final Instant GENERATED = Instant.parse("2025-11-01T00:00:30Z");
    private static final Instant USED = Instant.parse("2025-10-01T12:00:00Z");
    private static final String OF_12 = "account_id: '000000000012' ";
    private static final String OF_12_AND_14 = "accounts { account_ids: ['000000000012', '000000000014'] }";
    private static final String OF_WORK = "accounts { organizational_units: 'Work' }";
    private static final String EVENTS = "select count(*) from event where ";
    private static final String ANN = "arn:aws:iam::000000000012:user/ann";

    static final List<Case> ALL = cases();

    private FilterRows() {}

    static void store(Fixture fixture) throws SQLException {
        var iam = new IamRows(fixture);
        iam.unit("r-1", null, "Root");
        iam.unit("ou-1", "r-1", "Work");
        iam.unit("ou-2", "ou-1", "Deep");
        iam.account(12, "Twelve", "ou-1");
        iam.account(13, "Thirteen", "ou-2");
        iam.account(14, "Fourteen", "r-1");
        iam.account(15, "Fifteen", "ou-1");
        iam.user(12, "ann")
                .evaluatedAt(GENERATED)
                .said("s3", "", GENERATED.minusSeconds(86_400), GENERATED, null)
                .service("s3", GENERATED, USED)
                .service("ec2", GENERATED, null);
        iam.user(12, "bo").evaluatedAt(GENERATED).service("s3", GENERATED, null);
        iam.user(12, "gone").deletedAt(GENERATED);
        iam.role(13, "Deploy").evaluatedAt(GENERATED).service("s3-outposts", GENERATED, USED);
        iam.policy(13, "Reader").evaluatedAt(GENERATED).service("s3", GENERATED, null);
    }

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (var request : List.of(
                StreamServiceUsageRequest.getDefaultInstance(),
                StreamActivitySummariesRequest.getDefaultInstance(),
                StreamEventsRequest.getDefaultInstance(),
                GetOrganizationSummaryRequest.getDefaultInstance(),
                ListAccountServicesRequest.getDefaultInstance(),
                GetActivityOverTimeRequest.getDefaultInstance())) {
            cases.add(
                    new Case("AccountSelection.account_ids", request, OF_12_AND_14, EVENTS + "account_id in (12, 14)"));
            cases.add(new Case(
                    "AccountSelection.organizational_units", request, OF_WORK, EVENTS + "account_id in (12, 13)"));
        }
        cases.add(new Case(
                "ListAccountsRequest.account_ids",
                ListAccountsRequest.getDefaultInstance(),
                "account_ids: ['000000000012', '000000000099']",
                "select count(*) from account where account_id in (12, 99)"));
        addOutcomes(cases);
        addCategories(cases);
        addKinds(cases);
        addEntities(cases);
        return cases;
    }

    private static void addCategories(List<Case> cases) {
        for (var number : List.of(1, 2, 4)) {
            var asked = "categories: " + EventCategory.forNumber(number);
            for (var request : List.of(
                    ListEventsRequest.getDefaultInstance(),
                    ListServiceUsageRequest.getDefaultInstance(),
                    GetActivitySummaryRequest.getDefaultInstance(),
                    ListActivityCountsRequest.getDefaultInstance())) {
                cases.add(new Case(
                        request.getDescriptorForType().getName() + ".categories",
                        request,
                        OF_12 + more(request) + asked,
                        EVENTS + "account_id = 12 and category = " + number));
            }
            for (var request : List.of(
                    StreamEventsRequest.getDefaultInstance(),
                    StreamServiceUsageRequest.getDefaultInstance(),
                    StreamActivitySummariesRequest.getDefaultInstance(),
                    GetOrganizationSummaryRequest.getDefaultInstance(),
                    ListAccountServicesRequest.getDefaultInstance(),
                    GetActivityOverTimeRequest.getDefaultInstance())) {
                cases.add(new Case(
                        request.getDescriptorForType().getName() + ".categories",
                        request,
                        asked,
                        EVENTS + "category = " + number));
            }
        }
    }

    private static void addOutcomes(List<Case> cases) {
        var of12 = List.of(
                GetActivitySummaryRequest.getDefaultInstance(),
                ListEventsRequest.getDefaultInstance(),
                ListActivityCountsRequest.getDefaultInstance());
        var ofAll =
                List.of(StreamActivitySummariesRequest.getDefaultInstance(), StreamEventsRequest.getDefaultInstance());
        for (var request : of12) {
            addOutcomes(cases, request, OF_12 + more(request), EVENTS + "account_id = 12 and ");
        }
        for (var request : ofAll) {
            addOutcomes(cases, request, "", EVENTS);
        }
        for (var readOnly : List.of("true", "false")) {
            var asked = "read_only: " + readOnly;
            var isSo = "read_only is " + readOnly;
            cases.add(new Case(
                    "ListEventsRequest.read_only",
                    ListEventsRequest.getDefaultInstance(),
                    OF_12 + "page_size: 1000 " + asked,
                    EVENTS + "account_id = 12 and " + isSo));
            cases.add(new Case(
                    "StreamEventsRequest.read_only", StreamEventsRequest.getDefaultInstance(), asked, EVENTS + isSo));
        }
    }

    private static String more(Message request) {
        if (request instanceof ListEventsRequest) {
            return "page_size: 1000 ";
        }
        return request instanceof ListActivityCountsRequest ? "breakdown: ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION " : "";
    }

    private static void addOutcomes(List<Case> cases, Message request, String asked, String events) {
        var field = request.getDescriptorForType().getName() + ".outcome";
        cases.add(new Case(field, request, asked + "outcome: OUTCOME_FAILED", events + "failed"));
        cases.add(new Case(field, request, asked + "outcome: OUTCOME_SUCCESSFUL", events + "not failed"));
        cases.add(new Case(field, request, asked + "outcome: OUTCOME_ALL", events + "true"));
    }

    private static void addKinds(List<Case> cases) {
        cases.add(new Case(
                "ListFirstSightingsRequest.kinds",
                ListFirstSightingsRequest.getDefaultInstance(),
                "since_time { seconds: 0 } kinds: [SIGHTING_KIND_REGION, SIGHTING_KIND_ACCESS_KEY]",
                """
                select count(*)
                from (
                  select from sighting where kind = 'region'
                  union all
                  select from text_day where family = 'access_key' group by account_id, text_key
                ) first"""));
        cases.add(new Case(
                "ListAccessChangesRequest.kinds",
                ListAccessChangesRequest.getDefaultInstance(),
                "kinds: ACCESS_CHANGE_KIND_FIRST_ACCESS",
                "select count(*) from last_accessed where change = 'first_access'"));
        cases.add(new Case(
                "ListUnusedAccessRequest.kinds",
                ListUnusedAccessRequest.getDefaultInstance(),
                "kinds: UNUSED_ACCESS_KIND_ACCESS_KEY",
                "select count(*) from iam_access_key"));
    }

    private static void addEntities(List<Case> cases) {
        var lastAccessed = ListLastAccessedRequest.getDefaultInstance();
        cases.add(new Case(
                "EntityFilter.arns",
                lastAccessed,
                "entities { arns: '" + ANN + "' }",
                "select count(*) from iam_entity where arn = '" + ANN + "'"));
        cases.add(new Case(
                "EntityFilter.entity_types",
                lastAccessed,
                "entities { entity_types: [IAM_ENTITY_TYPE_ROLE, IAM_ENTITY_TYPE_USER] }",
                "select count(*) from iam_entity where entity_type in ('role', 'user') and deleted_at is null"));
        cases.add(new Case(
                "EntityFilter.include_deleted",
                lastAccessed,
                "entities { include_deleted: true }",
                "select count(*) from iam_entity"));
        for (var namespace : List.of("s3", "S3")) {
            var asked = "service_namespaces: '" + namespace + "'";
            // Each entity reports on each requested service.
            cases.add(new Case(
                    "ListLastAccessedRequest.service_namespaces",
                    lastAccessed,
                    asked,
                    "select count(*) from iam_entity where deleted_at is null"));
            cases.add(new Case(
                    "ListAccessChangesRequest.service_namespaces",
                    ListAccessChangesRequest.getDefaultInstance(),
                    asked,
                    """
                    select count(*)
                    from last_accessed
                    join service_namespace service on service.id = service_ref
                    where service_namespace = 's3'
                    """));
        }
    }

    /** The filter, as part of a request, and the count of what matches it. */
    record Case(String field, Message empty, String asked, String recount) {

        Message request() throws TextFormat.ParseException {
            var builder = empty.toBuilder();
            TextFormat.merge(asked, builder);
            return builder.build();
        }

        long recount(Fixture fixture) throws SQLException {
            try (var owner = fixture.database().owner();
                    var statement = owner.createStatement();
                    var row = statement.executeQuery(recount)) {
                row.next();
                return row.getLong(1);
            }
        }

        @Override
        public String toString() {
            return field + " of " + empty.getDescriptorForType().getName() + ": " + asked;
        }
    }
}
