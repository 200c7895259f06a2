package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationsAccessReport;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.TagFilter;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.iam.query.JobFate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Last-accessed data of whole organizations, by the real SDK. */
@Waiting
class LastAccessedTest {

    private static final String FIRST = "000000000001";
    private static final String SECOND = "000000000002";
    private static final String THIRD = "000000000003";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private static IamSettings.Builder fast() {
        return IamSettings.builder()
                .throttle(new Throttle(200, 200))
                .latency(Latency.ofMillis(5, 30))
                .jobDelay(Latency.ofMillis(100, 400))
                .pageSize(100)
                .emptyPages();
    }

    private CollectorServer collector(Simulator simulator) {
        return new CollectorServer(database, Organizations.settings(simulator));
    }

    @Test
    void threeHundredPrincipalsHaveTheirReportsAndReportsOf250ServicesAllTheirPages() {
        var plans = Map.of(FIRST, IamPlan.of(1, 300, 20, NOW), SECOND, IamPlan.of(2, 20, 250, NOW));
        var iam = Iam.lazily(account -> plans.containsKey(account)
                ? Iam.generated(plans.get(account)).account(account)
                : IamAccount.empty(account));
        try (var simulator = IamScans.simulator(3, iam, fast().build(), Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan());

            assertThat(scan.getFailuresList()).isEmpty();
            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            for (var account : List.of(FIRST, SECOND, THIRD)) {
                assertThat(IamScans.stored(database, account))
                        .isEqualTo(IamScans.truth(simulator, account, arn -> true));
            }
            assertThat(IamScans.states(database)).isEqualTo(Map.of("done", 320L));
            assertThat(Stored.number(database, "select count(*) from iam_access_key where deleted_at is null"))
                    .isEqualTo(List.of(FIRST, SECOND).stream()
                            .flatMap(account -> simulator.iam(account).entities().stream())
                            .mapToLong(entity -> entity.keys().size())
                            .sum());
        }
    }

    @Test
    void aSecondScanStoresWhatHasChangedAndNothingElse() {
        var user = arn("user/ann");
        var account = IamAccount.empty(FIRST)
                .user("ann", entity -> entity.never("s3", "ec2", "sqs"))
                .role("old", entity -> entity.never("s3"));
        try (var simulator = IamScans.simulator(1, Iam.of(account), fast().build(), Faults.none());
                var collector = collector(simulator)) {
            collector.collect(IamScans.scan());
            long before = rows();
            collector.collect(IamScans.scan());
            assertThat(rows()).isEqualTo(before);

            account.access(user, "s3", NOW, "eu-west-1");
            account.change(
                    user,
                    services -> services.stream()
                            .filter(service -> !service.namespace().equals("sqs"))
                            .toList());
            account.delete(arn("role/old"));
            collector.collect(IamScans.scan());

            assertThat(rows()).isEqualTo(before + 1);
            assertThat(Stored.number(database, "select count(*) from last_accessed where superseded_at is not null"))
                    .isEqualTo(2);
            assertThat(Stored.counts(database, "select name, 1 from iam_entity where deleted_at is not null"))
                    .containsOnlyKeys("old");
        }
    }

    @Test
    void rowsSayHowTheyCameAndWhetherAnotherFollowed() {
        var user = arn("user/ann");
        var account = IamAccount.empty(FIRST).user("ann", entity -> entity.never("s3", "ec2"));
        try (var simulator = IamScans.simulator(1, Iam.of(account), fast().build(), Faults.none());
                var collector = collector(simulator)) {
            collector.collect(IamScans.scan());
            account.access(user, "s3", NOW.minusSeconds(60), "eu-west-1");
            collector.collect(IamScans.scan());
            account.access(user, "s3", NOW, "eu-west-1");
            collector.collect(IamScans.scan());
            account.change(user, services -> List.of(ServiceAccess.never("ec2"), ServiceAccess.never("s3")));
            collector.collect(IamScans.scan());
            account.change(user, services -> List.of());
            collector.collect(IamScans.scan());
            account.change(user, services -> List.of(ServiceAccess.never("ec2")));
            collector.collect(IamScans.scan());

            assertThat(Stored.counts(database, """
                    select change || case when no_longer_allowed then ', ended' else '' end, count(*)
                    from last_accessed
                    group by 1
                    """))
                    .isEqualTo(Map.of(
                            "first_report", 1L,
                            "first_access", 1L,
                            "later_access", 1L,
                            "forgotten, ended", 1L,
                            "first_report, ended", 1L,
                            "allowed", 1L));
        }
    }

    private long rows() {
        return Stored.number(database, "select count(*) from last_accessed");
    }

    @Test
    void jobsThatFailVanishOrLoseTheirEntityAreResults() {
        var account = IamAccount.empty(FIRST);
        for (var name : List.of("fine", "failing", "recovering", "gone", "lost", "late")) {
            account.role(name, entity -> entity.never("s3"));
        }
        var settings = fast().fate(arn("role/failing"), JobFate.FAILS)
                .fail(arn("role/recovering"), 1)
                .fate(arn("role/gone"), JobFate.ENTITY_DELETED)
                .fate(arn("role/lost"), JobFate.VANISHES)
                .vanish(arn("role/late"), 2);
        try (var simulator = IamScans.simulator(1, Iam.of(account), settings.build(), Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan());

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(scan.getFailureCount()).isEqualTo(3);
            assertThat(IamScans.failures(database))
                    .isEqualTo(Map.of("failing InternalFailure", 1L, "gone NoSuchEntity", 1L, "lost NoSuchEntity", 1L));
            assertThat(Stored.counts(database, "select name, 1 from iam_entity where deleted_at is not null"))
                    .containsOnlyKeys("gone");
            assertThat(Stored.counts(database, """
                            select e.name, j.generate_count
                            from last_accessed_job j
                            join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                            """))
                    .as("a job that AWS itself failed is made once more, one that vanished three times")
                    .isEqualTo(Map.of("fine", 1L, "failing", 2L, "recovering", 2L, "gone", 0L, "lost", 4L, "late", 3L));
        }
    }

    @Test
    void whatIsDeniedIsTheResultAndStopsNothingElse() {
        var plan = IamPlan.of(3, 100, 5, NOW);
        var settings = fast().deny(FIRST, "ListGroups").deny(SECOND, "GenerateServiceLastAccessedDetails");
        try (var simulator = IamScans.simulator(
                        3,
                        Iam.generated(plan),
                        settings.build(),
                        Faults.builder().denyAccount(THIRD).build());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan());

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(Stored.counts(database, """
                            select concat_ws(' ', account_id, failure_code, next_step), 1
                            from scan_unit
                            where state = 'failed'
                            """).keySet())
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .startsWith("1 AccessDenied ")
                                    .contains("iam:ListGroups"),
                            third -> assertThat(third)
                                    .startsWith("3 AccessDenied ")
                                    .contains("sts:AssumeRole"));
            assertThat(IamScans.stored(database, FIRST))
                    .isEqualTo(IamScans.truth(simulator, FIRST, arn -> !arn.contains(":group/")));
            assertThat(Stored.number(database, """
                    select count(*)
                    from last_accessed_job
                    where account_id = 2
                    and failure_code = 'AccessDenied'
                    and next_step like '%iam:GenerateServiceLastAccessedDetails%'
                    """)).isEqualTo(100);
            assertThat(simulator.iamUses().stream()
                            .filter(use -> use.account().equals(SECOND))
                            .mapToLong(use -> use.accepted("GenerateServiceLastAccessedDetails"))
                            .sum())
                    .as("eight of each type")
                    .isLessThanOrEqualTo(40);
        }
    }

    @Test
    void entitiesAreFilteredByTypeNamePathAndTag() {
        var account = IamAccount.empty(FIRST)
                .user(
                        "app-one",
                        entity -> entity.path("/team/").tag("stage", "live").never("s3"))
                .user(
                        "app-two",
                        entity -> entity.path("/team/").tag("stage", "test").never("s3"))
                .user("app-three", entity -> entity.tag("stage", "live").never("s3"))
                .user(
                        "other",
                        entity -> entity.path("/team/").tag("stage", "live").never("s3"))
                .role(
                        "app-role",
                        entity -> entity.path("/team/").tag("stage", "live").never("s3"));
        var source = LastAccessedSource.newBuilder()
                .addEntityTypes(EntityType.ENTITY_TYPE_USER)
                .setNamePattern("app-*")
                .setPathPrefix("/team/")
                .addTags(TagFilter.newBuilder().setKey("stage").setValue("live"));
        try (var simulator = IamScans.simulator(1, Iam.of(account), fast().build(), Faults.none());
                var collector = collector(simulator)) {
            collector.collect(IamScans.scan(source));

            assertThat(Stored.counts(database, "select name, 1 from iam_entity"))
                    .containsOnlyKeys("app-one");
            assertThat(Stored.number(database, "select count(*) from iam_listing"))
                    .isZero();
        }
    }

    @Test
    void theTagsOfMoreUsersThanCanBeAskedForAtOnceAreRead() {
        var account = IamAccount.empty(FIRST);
        for (int user = 0; user < 300; user++) {
            var stage = user % 100 == 0 ? "live" : "test";
            account.user("user" + user, entity -> entity.tag("stage", stage).never("s3"));
        }
        var source = LastAccessedSource.newBuilder()
                .addEntityTypes(EntityType.ENTITY_TYPE_USER)
                .addTags(TagFilter.newBuilder().setKey("stage").setValue("live"));
        try (var simulator = IamScans.simulator(1, Iam.of(account), fast().build(), Faults.none());
                var collector = collector(simulator)) {
            collector.collect(IamScans.scan(source));

            assertThat(IamScans.states(database)).isEqualTo(Map.of("done", 3L));
        }
    }

    @Test
    void aNamedPolicyOfAwsThatIsNotAttachedFails() {
        var account = IamAccount.empty(FIRST)
                .policy(
                        "Loose",
                        entity -> entity.awsManaged().attachmentCount(0).never("s3"))
                .policy("Tied", entity -> entity.awsManaged().attachmentCount(1).never("s3"));
        var source = LastAccessedSource.newBuilder()
                .addArns("arn:aws:iam::aws:policy/Loose")
                .addArns("arn:aws:iam::aws:policy/Tied");
        try (var simulator = IamScans.simulator(1, Iam.of(account), fast().build(), Faults.none());
                var collector = collector(simulator)) {
            collector.collect(IamScans.scan(source));

            assertThat(IamScans.failures(database)).isEqualTo(Map.of("Loose NOT_ATTACHED", 1L));
            assertThat(IamScans.states(database)).isEqualTo(Map.of("done", 1L, "failed", 1L));
        }
    }

    @Test
    void namedEntitiesAreCollectedAndThoseThatAreNotThereFail() {
        var account = IamAccount.empty(FIRST)
                .user("ann", entity -> entity.never("s3"))
                .user("bob", entity -> entity.never("s3"));
        var elsewhere = "arn:aws:iam::000000000077:user/ann";
        var source = LastAccessedSource.newBuilder()
                .addArns(arn("user/ann"))
                .addArns(arn("role/none"))
                .addArns(elsewhere);
        try (var simulator = IamScans.simulator(2, Iam.of(account), fast().build(), Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan(source));

            assertThat(scan.getFailuresList())
                    .extracting(Failure::getCode, Failure::getObjectUri)
                    .containsExactlyInAnyOrder(
                            tuple("NoSuchEntity", arn("role/none")), tuple("ACCOUNT_NOT_SCANNED", elsewhere));
            assertThat(IamScans.states(database)).isEqualTo(Map.of("done", 1L, "failed", 1L));
        }
    }

    @Test
    void accessorsGrantingPoliciesAndActionsAreStored() {
        var source = LastAccessedSource.newBuilder()
                .setGranularity(Granularity.GRANULARITY_ACTION_LEVEL)
                .setWithEntities(true)
                .setGrantingPolicies(true);
        try (var simulator = IamScans.simulator(
                        1, Iam.generated(IamPlan.of(5, 60, 30, NOW)), fast().build(), Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan(source));

            assertThat(scan.getFailuresList()).isEmpty();
            var iam = simulator.iam(FIRST);
            var services = iam.entities().stream()
                    .flatMap(entity -> iam.services(entity.arn()).stream())
                    .toList();
            assertThat(Stored.number(database, "select count(*) from last_accessed where tracked_action_ref > 0"))
                    .isEqualTo(services.stream()
                            .mapToLong(service -> service.trackedActions().size())
                            .sum())
                    .isPositive();
            assertThat(Stored.number(database, "select count(*) from service_accessor"))
                    .isEqualTo(services.stream()
                            .mapToLong(service -> service.accessors().size())
                            .sum())
                    .isPositive();
            assertThat(Stored.number(database, """
                            select count(*)
                            from iam_entity
                            where (accessors_generated_at is not distinct from service_generated_at)
                              <> (entity_type in ('group', 'customer_managed_policy'))
                            """))
                    .as("stamped unless there are none to read")
                    .isZero();
            assertThat(Stored.number(database, "select count(*) from granting_policy"))
                    .isEqualTo(services.stream()
                            .mapToLong(service -> service.policies().size())
                            .sum())
                    .isPositive();
        }
    }

    @Test
    void theOrganizationsReportsAreMadeOfItsTreeAndItsAccounts() {
        var source =
                LastAccessedSource.newBuilder().setOrganizationsReport(OrganizationsAccessReport.getDefaultInstance());
        try (var simulator = IamScans.simulator(
                        3,
                        Iam.generated(IamPlan.of(5, 20, 10, NOW)),
                        fast().runningReports(2).build(),
                        Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan(source));

            assertThat(scan.getFailuresList()).isEmpty();
            assertThat(Stored.counts(database, """
                    select e.entity_type || ' ' || j.state, count(*)
                    from last_accessed_job j
                    join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                    group by 1
                    """)).isEqualTo(Map.of("organizations_entity done", 4L));
            assertThat(Stored.number(database, "select count(*) from last_accessed"))
                    .isPositive();
        }
    }

    private static String arn(String name) {
        return "arn:aws:iam::" + FIRST + ":" + name;
    }
}
