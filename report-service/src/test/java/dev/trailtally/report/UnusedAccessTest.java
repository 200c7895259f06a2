package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Duration;
import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EntityFilter;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.report.v1.UnusedAccessCount;
import dev.trailtally.report.v1.UnusedAccessKind;
import dev.trailtally.report.v1.UnusedService;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UnusedAccessTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final Instant OLD = daysAgo(200);
    private static final Instant RECENT = daysAgo(10);
    private static final Instant GENERATED = daysAgo(1);

    private static final TestClock clock = new TestClock(NOW);
    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        var iam = new IamRows(fixture);
        fillUnused(iam);
        fillUsed(iam);
        fillYoung(iam);
        fixture.store(1, List.of(event("role/traced", ""), event("user/busy", "AKIABUSY")));
        fixture.rollUp();
        service = RunningService.on(fixture.database(), clock);
    }

    private static void fillUnused(IamRows iam) throws SQLException {
        iam.user(1, "idle")
                .evaluatedAt(GENERATED)
                .service("s3", GENERATED, OLD)
                .service("sqs", GENERATED, null)
                .grantedBy("sqs", "queues")
                .accessKey("AKIAIDLE", true, OLD, OLD)
                .accessKey("AKIAOFF", false, OLD, OLD)
                .with("password_last_used", OLD);
        iam.role(1, "never")
                .evaluatedAt(GENERATED)
                .service("s3", GENERATED, null)
                .service("sqs", GENERATED, null)
                .service("sns", GENERATED, null);
        iam.user(1, "gone").evaluatedAt(GENERATED).deletedAt(GENERATED).service("s3", GENERATED, null);
        iam.role(1, "unknown");
    }

    private static void fillUsed(IamRows iam) throws SQLException {
        iam.user(1, "busy")
                .actionsEvaluatedAt(GENERATED)
                .service("s3", GENERATED, RECENT)
                .action("s3", "DeleteBucket", GENERATED, null)
                .action("s3", "GetBucketPolicy", GENERATED, RECENT)
                .service("sqs", GENERATED, null)
                .service("ec2", GENERATED, OLD)
                .accessKey("AKIABUSY", true, OLD, OLD)
                .with("password_last_used", RECENT);
        iam.role(1, "exact")
                .actionsEvaluatedAt(GENERATED)
                .service("s3", GENERATED, RECENT)
                .action("s3", "PutBucketPolicy", GENERATED, OLD);
        iam.role(1, "traced")
                .evaluatedAt(GENERATED)
                .service("s3", GENERATED, OLD)
                .service("sqs", GENERATED, null);
        iam.user(2, "console")
                .evaluatedAt(GENERATED)
                .service("s3", GENERATED, null)
                .with("password_last_used", RECENT);
        iam.policy(2, "storage").evaluatedAt(GENERATED).service("s3", GENERATED, null);
        iam.entity(2, "group", "arn:aws:iam::000000000002:group/team", "team")
                .evaluatedAt(GENERATED)
                .service("s3", GENERATED, RECENT)
                .service("sqs", GENERATED, null);
    }

    private static void fillYoung(IamRows iam) throws SQLException {
        iam.user(1, "fresh")
                .evaluatedAt(GENERATED)
                .createdAt(RECENT)
                .service("s3", GENERATED, null)
                .accessKey("AKIAFRESH", true, RECENT, null);
        iam.role(1, "granted")
                .evaluatedAt(GENERATED)
                .reportedAt(iam.scan(1, "complete"), daysAgo(20))
                .reportedAt(iam.scan(1, "complete"), daysAgo(19))
                .service("s3", daysAgo(19), RECENT)
                .service("kms", daysAgo(19), null)
                .said("sqs", "", daysAgo(300), daysAgo(19), OLD)
                .service("sqs", daysAgo(19), null);
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void findingsAreRankedByKindThenUnusedServicesThenTime() {
        var response = list(request());

        assertThat(response.getUnusedAccessList())
                .extracting(UnusedAccessTest::told, UnusedAccess::getUnusedServiceCount)
                .containsExactly(
                        tuple("PRINCIPAL never", 3),
                        tuple("PRINCIPAL idle", 2),
                        tuple("ACCESS_KEY idle AKIAIDLE", 0),
                        tuple("PASSWORD idle", 0),
                        tuple("PERMISSION busy", 2),
                        tuple("PERMISSION granted", 1),
                        tuple("PERMISSION traced", 1));
        assertThat(response.getCountsList())
                .extracting(UnusedAccessCount::getCount)
                .containsExactly(2L, 1L, 1L, 3L);
        assertThat(response.getScope().getNotEvaluatedCount()).isEqualTo(1);
        assertThat(response.getScope().getEntityCount()).isEqualTo(8);
        assertThat(response.getYoungerEntityCount()).as("fresh").isEqualTo(1);
    }

    @Test
    void entitiesThatAreAllYoungerAreCountedWhereNothingIsFound() {
        var request = request().setEntities(EntityFilter.newBuilder().addArns("arn:aws:iam::000000000001:user/fresh"));

        var response = list(request);

        assertThat(response.getUnusedAccessList()).isEmpty();
        assertThat(response.getYoungerEntityCount())
                .isEqualTo(response.getScope().getEntityCount())
                .isEqualTo(1);
        assertThat(list(request.setUnusedFor(days(5))).getYoungerEntityCount()).isZero();
    }

    @Test
    void aFindingSaysSinceWhenAndWhatGrantsIt() {
        var idle = list(request()).getUnusedAccess(1);

        assertThat(idle.getLastUsedTime().getSeconds()).isEqualTo(OLD.getEpochSecond());
        assertThat(idle.getUnusedDays()).isEqualTo(200);
        assertThat(idle.getGrantedServiceCount()).isEqualTo(2);
        assertThat(idle.getGeneratedTime().getSeconds()).isEqualTo(GENERATED.getEpochSecond());
        assertThat(idle.getServicesList())
                .extracting(UnusedService::getServiceNamespace, UnusedService::getUnused)
                .containsExactly(tuple("sqs", true), tuple("s3", true));
        assertThat(idle.getServices(0).getGrantingPoliciesList())
                .singleElement()
                .satisfies(policy -> assertThat(policy.getPolicyName()).isEqualTo("queues"));
        var never = list(request()).getUnusedAccess(0);
        assertThat(never.hasLastUsedTime()).isFalse();
        assertThat(never.getUnusedDays()).as("since its creation").isGreaterThan(2_000);
    }

    @Test
    void aGrantIsYoungWhereAReportSinceThenSaidThatItWasNotAllowed() {
        assertThat(finding(request(), "PERMISSION granted").getServicesList())
                .extracting(UnusedService::getServiceNamespace)
                .containsExactly("sqs");
        assertThat(finding(request().setUnusedFor(days(19)), "PERMISSION granted")
                        .getServicesList())
                .as("the report that said so is older")
                .extracting(UnusedService::getServiceNamespace)
                .containsExactly("kms", "sqs");
    }

    @Test
    void whatCloudTrailSawIsUsed() {
        var request = request().setIncludeActions(true);

        assertThat(finding(request, "PERMISSION traced").getServicesList())
                .extracting(UnusedService::getServiceNamespace)
                .containsExactly("sqs");
        assertThat(list(request().setUnusedFor(days(5))).getUnusedAccessList())
                .extracting(UnusedAccessTest::told)
                .contains("PRINCIPAL traced", "ACCESS_KEY busy AKIABUSY");
        assertThat(finding(request().setUnusedFor(days(5)), "PRINCIPAL traced")
                        .getLastUsedTime()
                        .getSeconds())
                .isEqualTo(RECENT.getEpochSecond());
    }

    @Test
    void unusedActionsOfServicesInUseAreFindingsWhereAskedFor() {
        var request = request().setIncludeActions(true).addKinds(UnusedAccessKind.UNUSED_ACCESS_KIND_PERMISSION);

        assertThat(list(request).getUnusedAccessList())
                .extracting(UnusedAccessTest::told, UnusedAccess::getUnusedServiceCount)
                .containsExactly(
                        tuple("PERMISSION busy", 2),
                        tuple("PERMISSION granted", 1),
                        tuple("PERMISSION traced", 1),
                        tuple("PERMISSION exact", 0));
        var s3 = finding(request, "PERMISSION busy").getServices(2);
        assertThat(s3.getServiceNamespace()).isEqualTo("s3");
        assertThat(s3.getUnused()).isFalse();
        assertThat(s3.getUnusedActionsList())
                .singleElement()
                .satisfies(action -> assertThat(action.getActionName()).isEqualTo("DeleteBucket"));
        assertThat(finding(request, "PERMISSION exact").getLastUsedTime().getSeconds())
                .isEqualTo(OLD.getEpochSecond());
    }

    @Test
    void aConsoleSignInIsActivityAndPoliciesAndGroupsAreFindingsOfPermissions() {
        var request = ListUnusedAccessRequest.newBuilder()
                .setAccounts(AccountSelection.newBuilder().addAccountIds("000000000002"));

        assertThat(list(request).getUnusedAccessList())
                .extracting(UnusedAccessTest::told)
                .containsExactly("PERMISSION console");
        request.setEntities(
                EntityFilter.newBuilder().addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_CUSTOMER_MANAGED_POLICY));
        assertThat(list(request).getUnusedAccessList())
                .extracting(UnusedAccessTest::told)
                .containsExactly("PERMISSION storage");
        request.setEntities(EntityFilter.newBuilder().addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_GROUP));
        assertThat(list(request).getUnusedAccessList()).singleElement().satisfies(team -> {
            assertThat(told(team)).isEqualTo("PERMISSION team");
            assertThat(team.getGrantedServiceCount()).isEqualTo(2);
            assertThat(team.getServicesList())
                    .extracting(UnusedService::getServiceNamespace)
                    .containsExactly("sqs");
        });
    }

    @Test
    void deletedEntitiesCountWhereAskedFor() {
        var request = request().setEntities(EntityFilter.newBuilder().setIncludeDeleted(true));

        assertThat(list(request).getUnusedAccessList())
                .extracting(UnusedAccessTest::told)
                .contains("PRINCIPAL gone");
    }

    @Test
    void pagesOfOneJoinToTheWholeAndKeepTheTimeOfTheFirst() {
        var whole = list(request().setIncludeActions(true)).getUnusedAccessList();
        var joined = new ArrayList<UnusedAccess>();
        var request = request().setIncludeActions(true).setPageSize(1);
        var first = list(request).getUnusedSince();
        do {
            var page = list(request);
            joined.addAll(page.getUnusedAccessList());
            clock.set(clock.instant().plus(1, ChronoUnit.DAYS));
            assertThat(page.getUnusedSince()).isEqualTo(first);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        clock.set(NOW);
        assertThat(joined).isEqualTo(whole);
    }

    @Test
    void badInputNamesTheFieldTheValueAndWhatIsAllowed() {
        assertThat(Failures.message(
                        () -> list(request().setUnusedFor(Duration.newBuilder().setSeconds(90)))))
                .isEqualTo("unused_for: 90s; whole days from 86400s to 34560000s are allowed");
        assertThat(Failures.message(() -> list(request().setUnusedFor(days(401)))))
                .startsWith("unused_for: ");
        assertThat(Failures.message(() -> list(request().addKindsValue(9)))).startsWith("kinds[0]: 9");
        assertThat(Failures.message(() -> list(request()
                        .setEntities(EntityFilter.newBuilder()
                                .addEntityTypes(IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY)))))
                .contains("entities.entity_types[0]: IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY; allowed are");
    }

    private static Instant daysAgo(int days) {
        return NOW.minus(days, ChronoUnit.DAYS);
    }

    private static Duration days(int days) {
        return Duration.newBuilder().setSeconds(days * 86_400L).build();
    }

    /** An access by that user or role of account 1 to S3. */
    private static TestEvent event(String who, String accessKey) {
        return new TestEvent(
                1,
                RECENT,
                UUID.nameUUIDFromBytes(who.getBytes(StandardCharsets.UTF_8)),
                "eu-central-1",
                "s3.amazonaws.com",
                "GetBucketPolicy",
                "",
                false,
                "arn:aws:iam::000000000001:" + who,
                "",
                accessKey,
                "192.0.2.1",
                "aws-cli",
                true);
    }

    private static ListUnusedAccessRequest.Builder request() {
        return ListUnusedAccessRequest.newBuilder()
                .setAccounts(AccountSelection.newBuilder().addAccountIds("000000000001"));
    }

    private static UnusedAccess finding(ListUnusedAccessRequest.Builder request, String told) {
        return list(request).getUnusedAccessList().stream()
                .filter(finding -> told(finding).equals(told))
                .findFirst()
                .orElseThrow();
    }

    private static String told(UnusedAccess finding) {
        var kind = finding.getKind().name().replace("UNUSED_ACCESS_KIND_", "");
        return (kind + " " + finding.getEntity().getName() + " " + finding.getAccessKeyId()).strip();
    }

    private static ListUnusedAccessResponse list(ListUnusedAccessRequest.Builder request) {
        return service.access().listUnusedAccess(request.build());
    }

    /** A clock that stands still until it is set. */
    private static final class TestClock extends Clock {

        private volatile Instant now;

        TestClock(Instant now) {
            this.now = now;
        }

        void set(Instant time) {
            now = time;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
