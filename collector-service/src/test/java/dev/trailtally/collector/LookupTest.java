package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.UnitState;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.organization.Organization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Waiting
class LookupTest {

    private final Instant end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
    private final Instant start = end.minus(Duration.ofDays(3));
    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void everyEventOfTheOrganizationIsStoredOnce() {
        var organization = Organizations.of(3, REGIONS, 700, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(Organizations.scan(start, end).build());

            assertThat(scan.getFailuresList()).isEmpty();
            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, start, end));
            assertThat(scan.getRecords().getRead()).isEqualTo(3 * 2 * 700);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
            assertThat(units(collector, scan.getScanId()))
                    .hasSize(6)
                    .allSatisfy(unit -> assertThat(unit.getState()).isEqualTo(UnitState.UNIT_STATE_COMPLETE));
        }
    }

    @Test
    void eventsThatLogFilesBroughtBeforeCountOnce(@TempDir Path folder) throws IOException {
        var organization = Organizations.of(1, REGIONS, 300, end, Duration.ofDays(3));
        var events = organization
                .findEvents(new AccountRegion(Organizations.MANAGEMENT, "us-east-1"))
                .orElseThrow();
        Files.write(folder.resolve("records.json"), events.records().toList());
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(
                        database, Organizations.with(simulator, "collector.local-roots", folder.toString()))) {
            collector.collect(folder);
            var scan = collector.collect(Organizations.scan(start, end).build());

            assertThat(scan.getRecords())
                    .isEqualTo(RecordCounts.newBuilder()
                            .setRead(600)
                            .setStored(300)
                            .setDuplicate(300)
                            .build());
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, start, end));
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    /** The second scan sees what the first could not yet: its own time is ten minutes later. */
    @Test
    void aRepeatedScanFindsLateEventsAndStoresNoneTwice() {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var organization = Organizations.of(1, REGIONS, 400, now, Duration.ofHours(6));
        var clock = new AtomicReference<>(now.minus(Duration.ofMinutes(10)));
        var settings = SimulatorSettings.of(organization).clock(clock::get).build();
        try (var simulator = Simulator.start(settings);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var request =
                    Organizations.scan(now.minus(Duration.ofHours(5)), now).clearEndTime();
            request.getRepetitionBuilder().getIntervalBuilder().setSeconds(3_600);
            var first = collector.collect(request.build());
            clock.set(now.plusSeconds(1));
            update("update scan set earliest_start = now() where scan_id = '%s'".formatted(first.getNextScanId()));
            var second = collector.await(first.getNextScanId());

            var truth = Organizations.truth(organization, now.minus(Duration.ofHours(5)), now);
            assertThat(first.getRecords().getStored()).isLessThan(truth.size());
            assertThat(second.getRecords().getStored())
                    .isEqualTo(truth.size() - first.getRecords().getStored());
            assertThat(Organizations.stored(database)).isEqualTo(truth);
            assertThat(units(collector, second.getScanId()))
                    .allSatisfy(unit -> assertThat(
                                    Instant.ofEpochSecond(unit.getStartTime().getSeconds()))
                            .isAfter(now.minus(Duration.ofMinutes(21))));
            assertThat(second.getNextScanId()).isNotEmpty();
        }
    }

    @Test
    void aFilterPassesThroughAndCoversNothing() {
        var organization = Organizations.of(1, REGIONS, 300, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var request = Organizations.scan(start, end);
            request.getSourceBuilder()
                    .getLookupBuilder()
                    .getAttributeBuilder()
                    .setKey(LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_EVENT_SOURCE)
                    .setValue("kms.amazonaws.com");
            var scan = collector.collect(request.build());

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan.getRecords().getStored()).isPositive();
            assertThat(Stored.counts(database, """
                    select a.event_source, count(*)
                    from event e
                    join action a on a.id = e.action_ref
                    group by 1
                    """)).containsOnlyKeys("kms.amazonaws.com");
            assertThat(Stored.number(database, "select count(*) from lookup_coverage"))
                    .isZero();
        }
    }

    @Test
    void aWholeScanCoversItsWindowInEachRegion() {
        var organization = Organizations.of(1, REGIONS, 60, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            collector.collect(Organizations.scan(start, end).build());

            assertThat(Stored.counts(
                            database,
                            "select region, 1 from lookup_coverage where covered = "
                                    + "tstzmultirange(tstzrange('%s', '%s'))".formatted(start, end)))
                    .containsOnlyKeys(REGIONS.toArray(String[]::new));
        }
    }

    @Test
    void aScanTakesAsLongAsItsBusiestRegionAndNobodyKnowsHowLongWhileOneIsUnknown() {
        var organization = Organizations.of(1, REGIONS, 60, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var listing = new CollectorServer(database, Organizations.with(simulator, "collector.workers", 0))) {
            var scanId = listing.create(Organizations.scan(start, end).build());
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Stored.number(database, "select count(*) from scan where listing_done") == 1);
            assertThat(watched(listing, scanId).hasRemaining())
                    .as("while units wait for a collector")
                    .isFalse();

            update("update scan_unit set state = 'running', first_claimed_at = now(), time_left = interval '10 s'");
            update("update scan_unit set time_left = interval '300 s' where region = '%s'"
                    .formatted(REGIONS.getLast()));
            var known = watched(listing, scanId);
            assertThat(known.getRemaining()).isEqualTo(Durations.fromSeconds(300));
            assertThat(known.getBusyAccounts(0).getRemaining()).isEqualTo(Durations.fromSeconds(300));

            update("update scan_unit set time_left = null where region = '%s'".formatted(REGIONS.getFirst()));
            var unknown = watched(listing, scanId);
            assertThat(unknown.hasRemaining()).isFalse();
            assertThat(unknown.getBusyAccounts(0).hasRemaining()).isFalse();
        }
    }

    private static WatchScanResponse watched(CollectorServer collector, String scanId) {
        var request = WatchScanRequest.newBuilder().setScanId(scanId).build();
        return collector.scans().watchScan(request).next();
    }

    @Test
    void aUnitThatHasUsedUpItsTimeFailsAndSaysSo() {
        var organization = Organizations.of(1, REGIONS, 60, end, Duration.ofDays(3));
        try (var simulator = simulator(organization)) {
            String scanId;
            try (var listing = new CollectorServer(database, Organizations.with(simulator, "collector.workers", 0))) {
                scanId = listing.create(Organizations.scan(start, end).build());
                await().until(() -> Stored.number(database, "select count(*) from scan_unit") == REGIONS.size());
                update("update scan_unit set worked = interval '8 days' where region = 'eu-west-1'");
            }
            try (var collector = new CollectorServer(database, Organizations.settings(simulator))) {
                var scan = collector.await(scanId);

                assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
                assertThat(scan.getFailuresList())
                        .extracting(Failure::getRegion, Failure::getCode)
                        .containsExactly(tuple("eu-west-1", "DEADLINE_EXCEEDED"));
            }
        }
    }

    /** Its first round fails in one region; the second reads what was left there, and not what was read. */
    @Test
    void aRepeatedScanGoesOnWithWhatAFailedUnitLeftUnread() {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var organization = Organizations.of(1, List.of("eu-west-1"), 2_000, now, Duration.ofHours(6));
        var begin = now.minus(Duration.ofHours(6));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var request = Organizations.scan(begin, now).clearEndTime();
            request.getRepetitionBuilder().getIntervalBuilder().setSeconds(3_600);
            var scanId = collector.create(request.build());
            await().until(() -> Stored.number(database, "select count(*) from event") > 300);
            update("update scan_unit set state = 'failed', failure_code = 'X', failure_message = '', "
                    + "next_step = '', finished_at = now()");
            var first = collector.await(scanId);
            update("update scan set earliest_start = now() where scan_id = '%s'".formatted(first.getNextScanId()));
            var second = collector.await(first.getNextScanId());

            assertThat(first.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(second.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(first.getRecords().getStored()).isGreaterThan(300);
            assertThat(second.getRecords().getRead())
                    .isLessThan(2_000 - first.getRecords().getStored() + 400);
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, begin, now));
            assertThat(units(collector, second.getScanId()))
                    .allSatisfy(
                            unit -> assertThat(unit.getStartTime().getSeconds()).isEqualTo(begin.getEpochSecond()));
        }
    }

    @Test
    void aRegionThatIsNotEnabledFailsAlone() {
        var organization = Organizations.of(1, REGIONS, 60, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(Organizations.scan(start, end)
                    .addAllRegions(REGIONS)
                    .addRegions("me-south-1")
                    .build());

            assertThat(scan.getFailuresList()).singleElement().satisfies(failure -> {
                assertThat(failure.getRegion()).isEqualTo("me-south-1");
                assertThat(failure.getCode()).isEqualTo("UnrecognizedClientException");
                assertThat(failure.getNextStep()).contains("me-south-1", "Enable it for account");
            });
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, start, end));
        }
    }

    @Test
    void anOrganizationalUnitThatIsNotThereIsAFailureOfTheScan() {
        var organization = Organizations.of(1, REGIONS, 60, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var request = Organizations.scan(start, end);
            request.getSourceBuilder()
                    .getLookupBuilder()
                    .getOrganizationBuilder()
                    .addOrganizationalUnits("Nowhere");
            var scan = collector.collect(request.build());

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(scan.getFailuresList())
                    .extracting(Failure::getObjectUri, Failure::getCode)
                    .containsExactly(tuple("organization/Nowhere", "NO_SUCH_ORGANIZATIONAL_UNIT"));
        }
    }

    @Test
    void twoCollectorsShareTheUnits() {
        var organization = Organizations.of(3, REGIONS, 400, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var one = new CollectorServer(database, Organizations.with(simulator, "collector.lookup-units", 2));
                var other = new CollectorServer(database, Organizations.with(simulator, "collector.lookup-units", 2))) {
            var scan = other.await(one.create(Organizations.scan(start, end).build()));

            assertThat(scan.getRecords())
                    .isEqualTo(RecordCounts.newBuilder()
                            .setRead(2_400)
                            .setStored(2_400)
                            .build());
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, start, end));
            assertThat(scan.getRequests().getPages()).isLessThan(100);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    @Test
    void aDatabaseThatIsAwayForAWhileLosesNothing() {
        var organization = Organizations.of(1, REGIONS, 1_500, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scanId = collector.create(Organizations.scan(start, end).build());
            await().until(() -> Stored.number(database, "select count(*) from event") > 100);
            limitConnections(0);
            try {
                update("""
                        select pg_terminate_backend(pid)
                        from pg_stat_activity
                        where usename = 'collector'
                        and datname = current_database()
                        """);
                long asked = accepted(simulator);
                await().until(() -> accepted(simulator) > asked + 4);
            } finally {
                limitConnections(-1);
            }
            var scan = collector.awaitEnd(scanId);

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, start, end));
            assertThat(scan.getRecords().getStored()).isEqualTo(3_000);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    private static long accepted(Simulator simulator) {
        return simulator.units().stream().mapToLong(UnitUse::accepted).sum();
    }

    @Test
    void aCancelledScanStopsAskingAndKeepsWhatIsStored() {
        var organization = Organizations.of(1, REGIONS, 3_000, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scanId = collector.create(Organizations.scan(start, end).build());
            await().until(() -> Stored.number(database, "select count(*) from event") > 100);
            collector
                    .scans()
                    .cancelScan(CancelScanRequest.newBuilder().setScanId(scanId).build());
            var scan = collector.await(scanId);

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_CANCELLED);
            assertThat(scan.getRecords().getStored()).isBetween(100L, 5_999L);
            assertThat(units(collector, scanId))
                    .allSatisfy(unit -> assertThat(unit.getState()).isEqualTo(UnitState.UNIT_STATE_CANCELLED));
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    private static List<ScanUnit> units(CollectorServer collector, String scanId) {
        return collector
                .scans()
                .listScanUnits(
                        ListScanUnitsRequest.newBuilder().setScanId(scanId).build())
                .getUnitsList();
    }

    private static Simulator simulator(Organization organization) {
        return Simulator.start(SimulatorSettings.of(organization).build());
    }

    // Of this database only, and not for its superuser.
    private void limitConnections(int limit) {
        update("do $$ begin execute format('alter database %I connection limit " + limit
                + "', current_database()); end $$");
    }

    private void update(String sql) {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
