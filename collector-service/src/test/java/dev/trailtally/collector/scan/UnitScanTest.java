package dev.trailtally.collector.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.collector.v1.WatchScanResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller of an organizational unit sees of the unit's scan after an account has left the unit. */
class UnitScanTest {

    private static final String UNIT = "ou-team-00000001";
    private static final String OWN = "000000000011";
    private static final String LEFT = "000000000012";
    private static final String EXCLUDED = "000000000013";
    private static final String HIDDEN = "************";
    private static final String SCAN = "5f0c2c1e-7e1b-4c57-9f2b-0c9b6a8f0002";

    private final ScanServer server = new ScanServer(Path.of("/tmp"));

    @SuppressWarnings("NullAway.Init")
    private ScanServiceBlockingStub ofUnit;

    @BeforeEach
    void start() {
        ofUnit = server.scansOf("unit-operator", UNIT);
        server.update("""
                insert into organizational_unit (unit_id, parent_id, name, listed_at)
                values (?, null, 'Team', now())
                """, UNIT);
        server.update("insert into account (account_id, parent_id) values (11, ?), (12, null)", UNIT);
        insertScan();
        insertRows();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theScanShowsOnlyAccountsOfTheUnitAndCountsTheOthers() {
        for (var scan : List.of(
                get(ofUnit),
                ofUnit.listScans(ListScansRequest.getDefaultInstance()).getScans(0))) {
            assertThat(scan.getAccountIdsList()).containsExactly(OWN, HIDDEN);
            assertThat(scan.getSource().getLastAccessed().getOrganization().getExcludeAccountIdsList())
                    .containsExactly(HIDDEN);
            assertThat(scan.getSource().getLastAccessed().getArnsList())
                    .containsExactly("arn:aws:iam::" + OWN + ":role/a", HIDDEN);
            assertThat(scan.getHiddenAccountCount()).isEqualTo(1);
            assertNamesOnlyOwn(scan);
        }
        assertThat(get(ofUnit).getFailuresList())
                .extracting(Failure::getAccountId)
                .containsExactly(OWN);
    }

    @Test
    void listsHoldOnlyRowsOfTheUnitsAccounts() {
        var units = ofUnit.listScanUnits(
                ListScanUnitsRequest.newBuilder().setScanId(SCAN).build());
        assertThat(units.getUnitsList()).extracting(ScanUnit::getAccountId).containsOnly(OWN);
        assertThat(units.getHiddenAccountCount()).isEqualTo(1);
        assertNamesOnlyOwn(units);

        var jobs = ofUnit.listLastAccessedJobs(
                ListLastAccessedJobsRequest.newBuilder().setScanId(SCAN).build());
        assertThat(jobs.getJobsList()).extracting(LastAccessedJob::getAccountId).containsExactly(OWN);
        assertThat(jobs.getHiddenAccountCount()).isEqualTo(1);
        assertNamesOnlyOwn(jobs);

        var rejections = ofUnit.listRejections(
                ListRejectionsRequest.newBuilder().setScanId(SCAN).build());
        assertThat(rejections.getRejectionsList())
                .extracting(Rejection::getRecordNumber)
                .as("the rejection of the account's own record")
                .containsExactly(1L);
        assertThat(rejections.getHiddenAccountCount()).isEqualTo(1);
        assertNamesOnlyOwn(rejections);
    }

    @Test
    void aWatcherSeesOnlyBusyAccountsOfTheUnit() {
        var watched = watch(ofUnit);

        assertThat(watched.getFirst().getBusyAccountsList())
                .extracting(AccountProgress::getAccountId)
                .containsExactly(OWN);
        assertThat(watched.getFirst().getScan().getHiddenAccountCount()).isEqualTo(1);
        watched.forEach(UnitScanTest::assertNamesOnlyOwn);
    }

    @Test
    void anAccountThatReturnsToTheUnitIsShownAgain() {
        server.update("update account set parent_id = ? where account_id = 12", UNIT);

        assertThat(get(ofUnit).getAccountIdsList()).containsExactly(OWN, LEFT);
        assertThat(get(ofUnit).getHiddenAccountCount()).isZero();
        assertThat(get(ofUnit).getFailuresList()).hasSize(3);
    }

    @Test
    void aCallerOfAllAccountsSeesEverything() {
        var scan = get(server.scans());

        assertThat(scan.getAccountIdsList()).containsExactly(OWN, LEFT);
        assertThat(scan.getFailuresList()).hasSize(3);
        assertThat(scan.getHiddenAccountCount()).isZero();
        assertThat(watch(server.scans()).getFirst().getBusyAccountsList()).hasSize(2);
        assertThat(server.scans()
                        .listRejections(ListRejectionsRequest.newBuilder()
                                .setScanId(SCAN)
                                .build())
                        .getRejectionsList())
                .hasSize(3);
    }

    private static dev.trailtally.collector.v1.Scan get(ScanServiceBlockingStub caller) {
        return caller.getScan(GetScanRequest.newBuilder().setScanId(SCAN).build())
                .getScan();
    }

    /** Until the scan is cancelled, after the first message. */
    private static List<WatchScanResponse> watch(ScanServiceBlockingStub caller) {
        var watching =
                caller.watchScan(WatchScanRequest.newBuilder().setScanId(SCAN).build());
        var watched = new ArrayList<WatchScanResponse>();
        watched.add(watching.next());
        caller.cancelScan(CancelScanRequest.newBuilder().setScanId(SCAN).build());
        watching.forEachRemaining(watched::add);
        return watched;
    }

    private static void assertNamesOnlyOwn(Message answer) {
        assertThat(answer.toString()).doesNotContain(LEFT).doesNotContain(EXCLUDED);
    }

    // In one statement: a scan without units would be ended at once.
    private void insertScan() {
        server.update("""
                with scan as (
                  insert into scan (scan_id, source_kind, source_location, account_ids, regions, keep_raw, state,
                    listing_done, last_accessed)
                  values (?, 'last_accessed', 'organization', '{11,12}', '{}', false, 'running', true,
                    cast(? as jsonb))
                  returning scan_id
                )
                insert into scan_unit (scan_id, account_id, account_name, region, turn, whole, state, first_claimed_at,
                  failure_code, failure_message, next_step, finished_at)
                select scan_id, account_id, name, region, 1, false, state, now(), code, message, 'Ask.', finished_at
                from scan
                cross join (values
                  (11, 'own', 'global', 'running', null, null, null),
                  (12, 'left', 'global', 'running', null, null, null),
                  (12, 'left', '', 'failed', 'AccessDenied', '000000000012 refuses', now())
                ) as unit (account_id, name, region, state, code, message, finished_at)
                """, UUID.fromString(SCAN), """
                {"organization": {"organizationalUnits": ["%s"], "excludeAccountIds": ["%s"]},
                 "arns": ["arn:aws:iam::%s:role/a", "arn:aws:iam::%s:role/a"]}
                """.formatted(UNIT, EXCLUDED, OWN, LEFT));
    }

    private void insertRows() {
        server.update("""
                with entity as (
                  insert into iam_entity (account_id, arn, entity_type, name, path, first_listed_at, last_listed_at)
                  select account_id, 'arn:aws:iam::0000000000' || account_id || ':role/a', 'role', 'a', '/', now(), now()
                  from unnest(array[11, 12]) account (account_id)
                  returning account_id, entity_id
                )
                insert into last_accessed_job (account_id, scan_id, entity_id, unit_id, granularity, state, service_count,
                  failure_code, failure_message, next_step, finished_at)
                select entity.account_id, u.scan_id, entity.entity_id, u.unit_id, 'action', 'failed', 0, 'NoSuchEntity',
                  'gone, says 000000000012', 'Nothing.', now()
                from entity
                join scan_unit u on u.account_id = entity.account_id and u.region = 'global'
                """);
        server.update("insert into region (id, region) values (7, 'eu-west-1') on conflict do nothing");
        server.update("insert into batch values (1, ?, now(), 3, 0, 0, 3, 0, 0)", UUID.fromString(SCAN));
        server.update("""
                insert into batch_unit
                values (11, 7, 1, ?, 1, 0, 0, 1), (12, 7, 1, ?, 2, 0, 0, 2)
                """, UUID.fromString(SCAN), UUID.fromString(SCAN));
        server.update("""
                insert into rejection (scan_id, batch_id, unit_id, record_number, byte_offset, reason, detail, account_id)
                select u.scan_id, 1, u.unit_id, r.record_number, 0, 'NO_TIME', 'eventTime is missing', r.account_id
                from (values (11, 1, 11), (11, 2, 12), (12, 3, null)) r (unit_account_id, record_number, account_id)
                join scan_unit u on u.account_id = r.unit_account_id and u.region = 'global'
                """);
    }
}
