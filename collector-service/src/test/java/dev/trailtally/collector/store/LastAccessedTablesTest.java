package dev.trailtally.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.database.FullDisk;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.LastAccessedReport.Access;
import dev.trailtally.collector.store.LastAccessedReport.Accessor;
import dev.trailtally.collector.store.LastAccessedReport.Action;
import dev.trailtally.collector.store.LastAccessedReport.Grant;
import dev.trailtally.collector.store.LastAccessedReport.Service;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a report changes in the table last_accessed. */
class LastAccessedTablesTest {

    private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant LATER = FIRST.plusSeconds(60);
    private static final Instant LAST = FIRST.plusSeconds(120);
    private static final Access USED =
            new Access(FIRST.minusSeconds(86_400), "arn:aws:iam::000000000011:role/a", "eu-west-1");

    private final UUID holder = UUID.randomUUID();
    private TestDatabase database;
    private LastAccessedTables tables;
    private EntityTables entities;
    private ClaimedAccount unit;
    private long entityId;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser("collector");
        dataSource.setPassword(TestDatabase.PASSWORD);
        var connections = new ScanDatabase(dataSource, new FullDisk());
        tables = new LastAccessedTables(connections);
        var scanId = UUID.randomUUID();
        number("""
                with scan as (
                  insert into scan (scan_id, source_kind, source_location, account_ids, regions, keep_raw, state,
                    listing_done, last_accessed)
                  values ('%s', 'last_accessed', 'accounts', '{}', '{}', false, 'running', true, '{}')
                  returning scan_id
                )
                insert into scan_unit (scan_id, account_id, region, turn, whole, state, claimed_by)
                select scan_id, 11, 'global', 1, false, 'running', '%s'
                from scan
                returning unit_id
                """.formatted(scanId, holder));
        long unitId = number("select unit_id from scan_unit");
        unit = claimed(scanId, unitId, holder);
        entities = new EntityTables(connections);
        list("AROA1");
        entityId = number("select entity_id from iam_entity");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aReportThatSaysTheSameAddsNothing() {
        store(FIRST, false, service("s3", USED), service("ec2", Access.NONE));
        store(LATER, false, service("s3", USED), service("ec2", Access.NONE));

        assertThat(rows()).containsExactly("ec2//00:00-", "s3//00:00-");
    }

    @Test
    void aChangeEndsOneRowAndBeginsAnother() {
        store(FIRST, false, service("s3", Access.NONE));
        store(LATER, false, service("s3", USED));

        assertThat(rows()).containsExactly("s3//00:00-00:01", "s3//00:01-");
    }

    @Test
    void aServiceThatIsNoLongerAllowedEndsWithItsActions() {
        store(FIRST, true, service("s3", USED, "GetBucketPolicy"), service("ec2", Access.NONE));
        store(LATER, false, service("ec2", Access.NONE));

        assertThat(rows()).containsExactly("ec2//00:00-", "s3//00:00-00:01", "s3/GetBucketPolicy/00:00-00:01");
    }

    @Test
    void aReportOfServicesSaysNothingOfActions() {
        store(FIRST, true, service("s3", USED, "GetBucketPolicy"));
        store(LATER, false, service("s3", USED));
        store(LAST, true, service("s3", USED, "PutBucketPolicy"));

        assertThat(rows()).containsExactly("s3//00:00-", "s3/GetBucketPolicy/00:00-00:02", "s3/PutBucketPolicy/00:02-");
    }

    @Test
    void anOlderReportChangesNothingButWhatIsNotKnownYet() {
        store(LATER, false, service("s3", USED));
        store(FIRST, true, service("s3", Access.NONE, "GetBucketPolicy"), service("ec2", Access.NONE, "RunInstances"));

        assertThat(rows()).containsExactly("s3//00:01-", "s3/GetBucketPolicy/00:00-");
    }

    @Test
    void aLostClaimWritesNothing() {
        var report = report(FIRST, false, service("s3", USED));

        assertThat(tables.store(claimed(unit.scanId(), unit.unitId(), UUID.randomUUID()), entityId, 1, report, null))
                .isFalse();
        assertThat(rows()).isEmpty();
        assertThat(number("select count(*) from last_accessed_job where state = 'pending'"))
                .isEqualTo(1);
    }

    @Test
    void anEntityMadeAnewUnderTheSameNameHasNothingOfTheOneBefore() {
        var grant = new Grant("s3", "managed", "arn:aws:iam::aws:policy/all", "all", "", "");
        var accessor = new Accessor("s3", "arn:aws:iam::000000000011:user/b", "user", "b", FIRST);
        tables.store(
                unit,
                entityId,
                1,
                new LastAccessedReport(
                        FIRST, FIRST, true, List.of(service("s3", USED, "Get")), List.of(accessor), List.of(grant)),
                null);

        list("AROA1");
        assertThat(number("select count(*) from last_accessed where superseded_at is null"))
                .isEqualTo(2);

        list("AROA2");
        assertThat(number("""
                select count(*)
                from iam_entity
                where unique_id = 'AROA2'
                and service_generated_at is null
                and action_generated_at is null
                and granting_listed_at is null
                and accessors_generated_at is null
                and first_listed_at = last_listed_at
                """)).isEqualTo(1);
        assertThat(number("select count(*) from last_accessed where not no_longer_allowed"))
                .isZero();
        assertThat(number("select count(*) from granting_policy where superseded_at is null"))
                .isZero();
        assertThat(number("select count(*) from service_accessor where superseded_at is null"))
                .isZero();
    }

    @Test
    void aListingFromBeforeAnEntityWasMarkedDeletedDoesNotBringItBack() {
        number(
                "update iam_entity set deleted_at = now() + interval '1 minute', last_listed_at = now() + interval '1 minute'"
                        + " returning 1");

        list("AROA1");

        assertThat(number("select count(*) from iam_entity where deleted_at is not null and last_listed_at > now()"))
                .isEqualTo(1);
    }

    @Test
    void aReportWithoutAPartOfItIsStoredAndItsJobHasFailed() {
        var missing = new SourceException("AccessDenied", "no", "Allow it.");

        tables.store(unit, entityId, 3, report(FIRST, false, service("s3", USED)), missing);

        assertThat(rows()).containsExactly("s3//00:00-");
        assertThat(query("""
                select concat_ws(' ', state, failure_code, service_count, request_count)
                from last_accessed_job
                where job_completion_date is not null
                and job_creation_date is not null
                """)).containsExactly("failed AccessDenied 1 3");
    }

    @Test
    void aReportThatTheDatabaseRefusesFailsItsJobWithoutWordsOfTheDatabase() {
        var odd = new Grant("s3", "of no known type", "", "odd", "", "");

        tables.store(
                unit,
                entityId,
                4,
                new LastAccessedReport(FIRST, FIRST, false, List.of(service("s3", USED)), null, List.of(odd)),
                null);

        assertThat(query("select concat_ws(' ', failure_code, request_count, failure_message) from last_accessed_job"))
                .containsExactly(
                        "WRITE_REFUSED 4 the report was refused by the database (SQLSTATE 23514); see the collector's log");
        assertThat(rows()).isEmpty();
    }

    @Test
    void grantsThatAreWrittenAfterLaterOnesEndAfterTheyBegan() {
        var grant = new Grant("s3", "managed", "arn:aws:iam::aws:policy/all", "all", "", "");
        tables.store(
                unit,
                entityId,
                1,
                new LastAccessedReport(FIRST, FIRST, false, List.of(service("s3", USED)), null, List.of(grant)),
                null);
        number("update granting_policy set generated_at = now() + interval '1 minute' returning 1");

        tables.store(
                unit,
                entityId,
                1,
                new LastAccessedReport(FIRST, LATER, false, List.of(service("s3", USED)), null, List.of()),
                null);

        assertThat(number("select count(*) from granting_policy where superseded_at > generated_at"))
                .isEqualTo(1);
    }

    @Test
    void entitiesThatTheChartNoLongerHasAreMarkedDeletedUnderTheSamePolicy() {
        var arns = List.of("o-1/r-1", "o-1/r-1/ou-1", "o-1/r-1#p-1", "o-1/r-1/ou-1#p-1", "o-1/r-1/ou-1#p-2");
        var listed = arns.stream()
                .map(arn -> new IamEntity(arn, IamEntity.Type.ORGANIZATIONS_ENTITY, "x", arn, null, null, null, null))
                .toList();
        entities.store(unit, listed, false);

        entities.charted(unit, List.of("o-1/r-1"), "");
        assertThat(query("select arn from iam_entity where deleted_at is not null"))
                .containsExactly("o-1/r-1/ou-1");

        entities.charted(unit, List.of("o-1/r-1#p-1"), "#p-1");
        assertThat(query("select arn from iam_entity where deleted_at is not null order by arn"))
                .containsExactly("o-1/r-1/ou-1", "o-1/r-1/ou-1#p-1");
    }

    private void list(String uniqueId) {
        var role = new IamEntity(
                "arn:aws:iam::000000000011:role/a", IamEntity.Type.ROLE, "a", "/", uniqueId, FIRST, null, null);
        assertThat(entities.store(unit, List.of(role), true)).isTrue();
    }

    private static ClaimedAccount claimed(UUID scanId, long unitId, UUID holder) {
        return new ClaimedAccount(
                unitId, holder, scanId, 11, false, LastAccessedSource.getDefaultInstance(), Duration.ZERO, true);
    }

    private void store(Instant generatedAt, boolean actionLevel, Service... services) {
        assertThat(tables.store(unit, entityId, 1, report(generatedAt, actionLevel, services), null))
                .isTrue();
    }

    private static LastAccessedReport report(Instant generatedAt, boolean actionLevel, Service... services) {
        return new LastAccessedReport(FIRST, generatedAt, actionLevel, List.of(services), null, null);
    }

    private static Service service(String namespace, Access access, String... actions) {
        var tracked = new ArrayList<Action>();
        for (var action : actions) {
            tracked.add(new Action(action, access));
        }
        return new Service(namespace, "Amazon " + namespace, access, access.time() == null ? 0 : 1, tracked);
    }

    /** Each row as "service/action/from-until", in minutes. */
    private List<String> rows() {
        return query("""
                select concat(s.service_namespace, '/', a.action_name, '/',
                  to_char(l.generated_at at time zone 'UTC', 'HH24:MI'), '-',
                  to_char(l.superseded_at at time zone 'UTC', 'HH24:MI'))
                from last_accessed l
                join service_namespace s on s.id = l.service_ref
                join tracked_action a on a.id = l.tracked_action_ref
                order by s.service_namespace, a.action_name, l.generated_at
                """);
    }

    private long number(String sql) {
        return Long.parseLong(query(sql).getFirst());
    }

    private List<String> query(String sql) {
        var values = new ArrayList<String>();
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
