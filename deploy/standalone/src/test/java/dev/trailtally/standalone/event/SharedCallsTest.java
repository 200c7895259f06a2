package dev.trailtally.standalone.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.AccountServicesChart;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.Partition;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.report.v1.ValueCount;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls between three accounts, whose log files come one after the other, from records to reports. */
class SharedCallsTest {

    private static final String ONE = "111122223333";
    private static final String TWO = "444455556666";
    private static final String THREE = "777788889999";
    private static final String ID = "0d187b4a-22c3-41d2-b8c3-0000000000";
    private static final String DENIED = ",'errorCode':'AccessDenied'";
    private static final int TIMEOUT_MINUTES = 5;

    @TempDir
    static Path folder;

    private static Standalone standalone;

    @BeforeAll
    static void collectOneAccountAfterTheOther() throws IOException {
        var logs = folder.toRealPath();
        standalone = Standalone.start(StandaloneOptions.temporary(logs));
        collect(
                Files.createDirectory(logs.resolve("two")),
                call(TWO, "01", "2024-05-01T10:00:01Z", "GetObject", "a1", DENIED),
                call(TWO, "02", "2024-05-01T10:00:05Z", "PutObject", "a2", ""),
                call(TWO, "03", "2024-05-02T00:00:00Z", "DeleteObject", "a3", ""));
        collect(
                Files.createDirectory(logs.resolve("one")),
                call(ONE, "04", "2024-05-01T10:00:00Z", "GetObject", "a1", ""),
                call(ONE, "05", "2024-05-01T10:00:05Z", "PutObject", "a2", ""),
                call(ONE, "06", "2024-05-01T23:59:59Z", "DeleteObject", "a3", ""),
                call(ONE, "07", "2024-05-01T10:00:00Z", "ListBuckets", "a4", ""));
        collect(
                Files.createDirectory(logs.resolve("three")),
                call(THREE, "08", "2024-05-01T10:00:06Z", "PutObject", "a2", ""));
    }

    private static void collect(Path logs, String... records) throws IOException {
        Files.writeString(
                logs.resolve("log.json"),
                "{\"Records\":[" + String.join(",", records).replace('\'', '"') + "]}");
        var scans = ScanServiceGrpc.newBlockingStub(standalone.channel())
                .withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        var source = Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(logs.toString()));
        var scanId = scans.createScan(
                        CreateScanRequest.newBuilder().setSource(source).build())
                .getScan()
                .getScanId();
        scans.watchScan(WatchScanRequest.newBuilder().setScanId(scanId).build()).forEachRemaining(progress -> {});
        RollupServiceGrpc.newBlockingStub(standalone.channel())
                .withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES)
                .runRollup(RunRollupRequest.getDefaultInstance());
    }

    @AfterAll
    static void stop() throws IOException {
        standalone.close();
    }

    @Test
    void theOrganizationCountsACallOnceAndEachAccountCountsItsOwn() {
        var all = summary(GetOrganizationSummaryRequest.newBuilder());

        assertThat(all.getEventCount()).isEqualTo(4);
        assertThat(all.getSharedEventCount()).isEqualTo(4);
        assertThat(all.getAccountsList())
                .extracting(account -> account.getAccountId() + " " + account.getEventCount())
                .containsExactly(ONE + " 4", TWO + " 3", THREE + " 1");
        assertThat(all.getServices().getCountsList()).containsExactly(count("s3.amazonaws.com", 4, 4));
        assertThat(all.getFailedCount())
                .as("a call that was denied on one side")
                .isEqualTo(1);
        assertThat(all.getErrorCodes().getCountsList()).containsExactly(count("AccessDenied", 1, 0));
        assertThat(all.getDeniedActions().getCountsList()).containsExactly(count("s3.amazonaws.com:GetObject", 1, 0));
    }

    @Test
    void whichAccountsHaveACallDependsOnThoseThatAreAskedFor() {
        assertThat(counts(ONE)).isEqualTo("4 0");
        assertThat(counts(TWO)).isEqualTo("3 0");
        assertThat(counts(ONE, TWO)).isEqualTo("4 3");
        assertThat(counts(TWO, THREE)).isEqualTo("3 1");
        assertThat(counts(ONE, THREE)).isEqualTo("4 1");
    }

    @Test
    void aCallOfTwoDaysCountsInOneOfThem() {
        assertThat(counts(ofDay(1))).isEqualTo("4 3");
        assertThat(counts(ofDay(2))).isEqualTo("0 1");
        assertThat(counts(ofDay(2).setAccounts(AccountSelection.newBuilder().addAccountIds(TWO))))
                .isEqualTo("1 0");
    }

    @Test
    void bucketsOfTimeCountACallOnceUnlessAccountsAreCountedSeparately() {
        var hours = GetActivityOverTimeRequest.newBuilder().setBucket(TimeBucket.TIME_BUCKET_HOUR);
        var together = organization().getActivityOverTime(hours.build());
        assertThat(together.getPointsList())
                .extracting(SharedCallsTest::text)
                .containsExactly("2024-05-01T10:00:00Z 3 1", "2024-05-01T23:00:00Z 1 0", "2024-05-02T00:00:00Z 0 0");
        assertThat(together.getSharedEventCount()).isEqualTo(4);

        var separately =
                organization().getActivityOverTime(hours.setByAccount(true).build());
        assertThat(separately.getPointsList().stream()
                        .mapToLong(ActivityPoint::getEventCount)
                        .sum())
                .isEqualTo(8);
        assertThat(separately.getSharedEventCount()).isZero();
    }

    @Test
    void anAddressIsSeenOnceInACall() {
        var seen = organization()
                .listSightings(ListSightingsRequest.newBuilder()
                        .setKind(SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS)
                        .setValue("203.0.113.0/24")
                        .build());

        assertThat(seen.getTotalEventCount()).isEqualTo(4);
        assertThat(seen.getSharedEventCount()).isEqualTo(4);
        assertThat(seen.getSightingsList())
                .extracting(sighting -> sighting.getEventCount())
                .containsExactly(4L, 3L, 1L);
        var users = organization()
                .listSightings(ListSightingsRequest.newBuilder()
                        .setKind(SightingKind.SIGHTING_KIND_PRINCIPAL)
                        .setValue("*")
                        .build());
        assertThat(users.getTotalEventCount())
                .as("each account knows another principal")
                .isEqualTo(8);
    }

    @Test
    void aHeatMapHasAllEventsOfEachAccountAndSaysHowManyThereAre() {
        var chart = ChartServiceGrpc.newBlockingStub(standalone.channel())
                .renderChart(RenderChartRequest.newBuilder()
                        .setAccountServices(AccountServicesChart.getDefaultInstance())
                        .build())
                .getChart();

        assertThat(chart.getDescription()).contains("4 events");
    }

    @Test
    void theRecountFindsNoDifference() {
        RollupServiceGrpc.newBlockingStub(standalone.channel())
                .verifyRollups(VerifyRollupsRequest.getDefaultInstance())
                .forEachRemaining(message -> assertThat(message.hasDifference())
                        .as("%s", message.getDifference())
                        .isFalse());
    }

    private static String counts(String... accounts) {
        return counts(GetOrganizationSummaryRequest.newBuilder()
                .setAccounts(AccountSelection.newBuilder().addAllAccountIds(List.of(accounts))));
    }

    private static String counts(GetOrganizationSummaryRequest.Builder request) {
        var summary = summary(request);
        return summary.getEventCount() + " " + summary.getSharedEventCount();
    }

    private static GetOrganizationSummaryRequest.Builder ofDay(int day) {
        return GetOrganizationSummaryRequest.newBuilder()
                .setPartition(Partition.newBuilder().setYear(2024).setMonth(5).setDay(day));
    }

    private static GetOrganizationSummaryResponse summary(GetOrganizationSummaryRequest.Builder request) {
        return organization().getOrganizationSummary(request.build());
    }

    private static OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub organization() {
        return OrganizationReportServiceGrpc.newBlockingStub(standalone.channel());
    }

    private static ValueCount count(String value, long events, long shared) {
        return ValueCount.newBuilder()
                .setValue(value)
                .setEventCount(events)
                .setSharedEventCount(shared)
                .build();
    }

    private static String text(ActivityPoint point) {
        return Timestamps.toString(point.getStartTime()) + " " + point.getEventCount() + " " + point.getFailedCount();
    }

    private static String call(String account, String id, String time, String name, String shared, String more) {
        return """
                {'eventVersion':'1.11','userIdentity':{'type':'AWSAccount','principalId':'AIDA%s','accountId':'%s'},\
                'eventTime':'%s','eventSource':'s3.amazonaws.com','eventName':'%s','awsRegion':'eu-west-1',\
                'sourceIPAddress':'203.0.113.7','eventID':'%s%s','recipientAccountId':'%s','sharedEventID':'%s%s'%s}""".formatted(account, account, time, name, ID, id, account, ID, shared, more);
    }
}
