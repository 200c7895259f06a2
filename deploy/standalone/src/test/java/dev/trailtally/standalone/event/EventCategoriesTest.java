package dev.trailtally.standalone.event;

import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_AGGREGATED;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_DATA;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_INSIGHT;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_MANAGEMENT;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_NETWORK_ACTIVITY;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_UNSPECIFIED;
import static dev.trailtally.standalone.event.EventRecords.ID;
import static dev.trailtally.standalone.event.EventRecords.ONE;
import static dev.trailtally.standalone.event.EventRecords.USER;
import static dev.trailtally.standalone.event.EventRecords.addendum;
import static dev.trailtally.standalone.event.EventRecords.aggregated;
import static dev.trailtally.standalone.event.EventRecords.call;
import static dev.trailtally.standalone.event.EventRecords.insight;
import static dev.trailtally.standalone.event.EventRecords.network;
import static dev.trailtally.standalone.event.EventRecords.object;
import static dev.trailtally.standalone.event.EventRecords.page;
import static dev.trailtally.standalone.event.EventRecords.shared;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.AccountServicesChart;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.CategoryCoverage;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.report.v1.ValueCount;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One event of each category from log files and a page of LookupEvents to the reports. */
class EventCategoriesTest {

    private static final String OTHER = "444455556666";
    private static final int TIMEOUT_MINUTES = 5;

    @TempDir
    static Path folder;

    private static Standalone standalone;
    private static RecordCounts records;

    @BeforeAll
    static void collect() throws IOException {
        var logs = folder.toRealPath();
        Files.writeString(
                logs.resolve("one.json"),
                object(
                        call(ONE, "01", "2024-05-01T10:00:00Z", "CreateKey", "'eventCategory':'Management'"),
                        call(ONE, "02", "2024-05-01T10:00:01Z", "GetObject", "'eventCategory':'Data'," + shared("a1")),
                        network("03", "2024-05-01T10:00:01Z", "GetObject", shared("a1")),
                        network("04", "2024-05-03T10:00:00Z", "ListBuckets", shared("a9")),
                        network("05", "2024-05-01T10:00:05Z", "PutObject", "'errorCode':'VpceAccessDenied'"),
                        insight("06"),
                        aggregated("07"),
                        call(ONE, "08", "2024-05-01T11:00:00Z", "Decrypt", shared("a2"))));
        Files.writeString(
                logs.resolve("other.json"),
                object(
                        call(OTHER, "09", "2024-05-01T11:00:00Z", "Decrypt", shared("a2")),
                        network("10", "2024-05-01T10:00:01Z", "GetObject", addendum("03") + "," + shared("a1"))));
        Files.writeString(
                logs.resolve("page.json"),
                page(network("03", "2024-05-01T10:00:01Z", "GetObject", shared("a1")), insight("06")));
        standalone = Standalone.start(StandaloneOptions.temporary(logs));
        records = scan(logs);
        RollupServiceGrpc.newBlockingStub(standalone.channel())
                .withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES)
                .runRollup(RunRollupRequest.getDefaultInstance());
    }

    private static RecordCounts scan(Path logs) {
        var scans = ScanServiceGrpc.newBlockingStub(standalone.channel())
                .withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        var source = Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(logs.toString()));
        var scanId = scans.createScan(
                        CreateScanRequest.newBuilder().setSource(source).build())
                .getScan()
                .getScanId();
        var counts = RecordCounts.getDefaultInstance();
        var progress =
                scans.watchScan(WatchScanRequest.newBuilder().setScanId(scanId).build());
        while (progress.hasNext()) {
            counts = progress.next().getScan().getRecords();
        }
        return counts;
    }

    @AfterAll
    static void stop() throws IOException {
        standalone.close();
    }

    @Test
    void everyRecordIsStoredOrADuplicate() {
        assertThat(records)
                .isEqualTo(RecordCounts.newBuilder()
                        .setRead(12)
                        .setStored(9)
                        .setDuplicate(3)
                        .build());
    }

    @Test
    void reportsCountEachCallOnceAndTheDeniedOneOfAnEndpoint() {
        var whole = usage(ListServiceUsageRequest.newBuilder().setAccountId(ONE));
        assertThat(whole)
                .containsExactlyInAnyOrder(
                        "CreateKey  1", "GetObject  1", "PutObject VpceAccessDenied 1", "Decrypt  1");
        assertThat(usage(ListServiceUsageRequest.newBuilder().setAccountId(OTHER)))
                .containsExactly("Decrypt  1");

        var seconds = usage(ListServiceUsageRequest.newBuilder()
                .setAccountId(ONE)
                .setInterval(interval("2024-05-01T10:00:01Z", "2024-05-01T10:00:06Z")));
        assertThat(seconds)
                .as("counted from single events")
                .containsExactlyInAnyOrder("GetObject  1", "PutObject VpceAccessDenied 1");
        for (var end : List.of("2024-05-01T10:00:06Z", "2024-05-04T00:00:00Z")) {
            var summary = reports()
                    .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                            .setAccountId(ONE)
                            .setInterval(interval("2024-05-01T10:00:00Z", end))
                            .build());
            assertThat(summary.getEventCount()).as("until %s", end).isEqualTo(end.startsWith("2024-05-04") ? 4 : 3);
        }
    }

    @Test
    void eventsAreListedWithTheirCategoryAndSharedId() {
        assertThat(events(ListEventsRequest.newBuilder().setAccountId(ONE)))
                .containsExactly(
                        "04 ListBuckets EVENT_CATEGORY_NETWORK_ACTIVITY a9",
                        "08 Decrypt EVENT_CATEGORY_MANAGEMENT a2",
                        "06 RunInstances EVENT_CATEGORY_INSIGHT a3",
                        "05 PutObject EVENT_CATEGORY_NETWORK_ACTIVITY ",
                        "03 GetObject EVENT_CATEGORY_NETWORK_ACTIVITY a1",
                        "02 GetObject EVENT_CATEGORY_DATA a1",
                        "07 AwsAggregatedEvent EVENT_CATEGORY_AGGREGATED ",
                        "01 CreateKey EVENT_CATEGORY_MANAGEMENT ");
    }

    @Test
    void theFilterFindsEventsOfItsCategoriesAlsoOnDaysWithoutCalls() {
        for (var order : List.of(EventOrder.EVENT_ORDER_NEWEST_FIRST, EventOrder.EVENT_ORDER_OLDEST_FIRST)) {
            var ofUser = ListEventsRequest.newBuilder()
                    .setAccountId(ONE)
                    .setPrincipal(USER)
                    .setOrder(order);
            assertThat(ids(ofUser.clone()))
                    .as("of a user")
                    .containsExactlyInAnyOrder("01", "02", "03", "04", "05", "08");
            assertThat(ids(ofUser.clone().addCategories(EVENT_CATEGORY_NETWORK_ACTIVITY)))
                    .containsExactlyInAnyOrder("03", "04", "05");
            assertThat(ids(ofUser.clone().addCategories(EVENT_CATEGORY_DATA).addCategories(EVENT_CATEGORY_MANAGEMENT)))
                    .containsExactlyInAnyOrder("01", "02", "08");
        }
        assertThat(ids(ListEventsRequest.newBuilder().setAccountId(ONE).addCategories(EVENT_CATEGORY_INSIGHT)))
                .containsExactly("06");
        assertThat(ids(ListEventsRequest.newBuilder()
                        .setAccountId(ONE)
                        .addCategories(EVENT_CATEGORY_AGGREGATED)
                        .setInterval(interval("2024-05-01T10:00:00Z", "2024-05-01T10:00:01Z"))))
                .containsExactly("07");
        assertThat(ids(ListEventsRequest.newBuilder().setAccountId(OTHER).addCategories(EVENT_CATEGORY_INSIGHT)))
                .isEmpty();
    }

    @Test
    void aStreamFiltersByCategoryAsWell() {
        var found = new ArrayList<String>();
        OrganizationReportServiceGrpc.newBlockingStub(standalone.channel())
                .streamEvents(StreamEventsRequest.newBuilder()
                        .addCategories(EVENT_CATEGORY_DATA)
                        .addCategories(EVENT_CATEGORY_INSIGHT)
                        .build())
                .forEachRemaining(message ->
                        message.getAccount().getEventsList().forEach(event -> found.add(event.getEventName())));

        assertThat(found).containsExactlyInAnyOrder("GetObject", "RunInstances");
    }

    @Test
    void numbersOfAnAccountCountTheCategoriesThatAreAskedFor() {
        var network =
                ListServiceUsageRequest.newBuilder().setAccountId(ONE).addCategories(EVENT_CATEGORY_NETWORK_ACTIVITY);
        assertThat(usage(network.clone()))
                .containsExactlyInAnyOrder("GetObject  1", "ListBuckets  1", "PutObject VpceAccessDenied 1");
        assertThat(usage(network.setInterval(interval("2024-05-01T10:00:01Z", "2024-05-01T10:00:06Z"))))
                .as("counted from single events")
                .containsExactlyInAnyOrder("GetObject  1", "PutObject VpceAccessDenied 1");
        assertThat(usage(ListServiceUsageRequest.newBuilder()
                        .setAccountId(ONE)
                        .addCategories(EVENT_CATEGORY_INSIGHT)
                        .addCategories(EVENT_CATEGORY_AGGREGATED)))
                .containsExactlyInAnyOrder("RunInstances  1", "AwsAggregatedEvent  1");
        assertThat(activity(EVENT_CATEGORY_UNSPECIFIED)).as("any category").isEqualTo(8);
        assertThat(activity(EVENT_CATEGORY_AGGREGATED)).isEqualTo(1);
        assertThat(reports()
                        .listActivityCounts(ListActivityCountsRequest.newBuilder()
                                .setAccountId(ONE)
                                .setBreakdown(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION)
                                .addCategories(EVENT_CATEGORY_INSIGHT)
                                .build())
                        .getActivityCountsList())
                .extracting(ActivityCount::getValue)
                .containsExactly("ec2.amazonaws.com:RunInstances");
    }

    private static long activity(EventCategory category) {
        return reports()
                .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                        .setAccountId(ONE)
                        .addCategories(category)
                        .build())
                .getEventCount();
    }

    @Test
    void numbersOfTheOrganizationCountTheCategoriesThatAreAskedForAndACallBetweenAccountsOnce() {
        var calls = summary(List.of());
        assertThat(calls.getEventCount()).isEqualTo(4);
        assertThat(calls.getSharedEventCount()).as("Decrypt, an event of both").isEqualTo(1);
        assertThat(calls.getServices().getCountsList())
                .containsExactly(ValueCount.newBuilder()
                        .setValue("s3.amazonaws.com")
                        .setEventCount(4)
                        .setSharedEventCount(1)
                        .build());
        assertThat(calls.getErrorCodes().getCounts(0).getValue()).isEqualTo("VpceAccessDenied");
        assertThat(summary(List.of(EVENT_CATEGORY_DATA)).getEventCount()).isEqualTo(1);
        var insights = summary(List.of(EVENT_CATEGORY_INSIGHT));
        assertThat(insights.getServices().getCounts(0).getValue()).isEqualTo("ec2.amazonaws.com");
        assertThat(insights.getErrorCodes().getCountsCount()).isZero();
        assertThat(insights.getPrincipalsCount()).isEqualTo(1);
        assertThat(organization()
                        .listAccountServices(ListAccountServicesRequest.newBuilder()
                                .addCategories(EVENT_CATEGORY_INSIGHT)
                                .build())
                        .getAccountServicesList())
                .extracting(AccountService::getEventSource)
                .containsExactly("ec2.amazonaws.com");
        for (var bucket : List.of(TimeBucket.TIME_BUCKET_HOUR, TimeBucket.TIME_BUCKET_DAY)) {
            var network = organization()
                    .getActivityOverTime(GetActivityOverTimeRequest.newBuilder()
                            .setBucket(bucket)
                            .addCategories(EVENT_CATEGORY_NETWORK_ACTIVITY)
                            .build());
            assertThat(network.getPointsList())
                    .as("%s", bucket)
                    .extracting(ActivityPoint::getEventCount)
                    .containsExactly(2L, 1L);
        }
        assertThat(ChartServiceGrpc.newBlockingStub(standalone.channel())
                        .renderChart(RenderChartRequest.newBuilder()
                                .setAccountServices(
                                        AccountServicesChart.newBuilder().addCategories(EVENT_CATEGORY_INSIGHT))
                                .build())
                        .getChart()
                        .getDescription())
                .contains("1 event");
    }

    private static GetOrganizationSummaryResponse summary(List<EventCategory> categories) {
        return organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                        .addAllCategories(categories)
                        .build());
    }

    private static OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub organization() {
        return OrganizationReportServiceGrpc.newBlockingStub(standalone.channel());
    }

    @Test
    void coverageSaysHowManyEventsOfEachCategoryThereAre() {
        var coverage = reports()
                .listServiceUsage(
                        ListServiceUsageRequest.newBuilder().setAccountId(ONE).build())
                .getScope()
                .getCoverage();

        assertThat(coverage.getCategoriesList())
                .containsExactly(
                        category(EVENT_CATEGORY_MANAGEMENT, 2, 2, "2024-05-01T10:00:00Z", "2024-05-01T11:00:00Z"),
                        category(EVENT_CATEGORY_DATA, 1, 1, "2024-05-01T10:00:01Z", "2024-05-01T10:00:01Z"),
                        category(EVENT_CATEGORY_NETWORK_ACTIVITY, 3, 1, "2024-05-01T10:00:01Z", "2024-05-03T10:00:00Z"),
                        category(EVENT_CATEGORY_INSIGHT, 1, 0, "2024-05-01T10:01:00Z", "2024-05-01T10:01:00Z"),
                        category(EVENT_CATEGORY_AGGREGATED, 1, 0, "2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"));
    }

    @Test
    void theRecountFindsNoDifference() {
        RollupServiceGrpc.newBlockingStub(standalone.channel())
                .verifyRollups(VerifyRollupsRequest.getDefaultInstance())
                .forEachRemaining(message -> assertThat(message.hasDifference())
                        .as("%s", message.getDifference())
                        .isFalse());
    }

    private static List<String> usage(ListServiceUsageRequest.Builder request) {
        return reports().listServiceUsage(request.build()).getServiceUsageList().stream()
                .map(EventCategoriesTest::text)
                .toList();
    }

    private static String text(ServiceUsage usage) {
        return usage.getEventName() + " " + usage.getErrorCode() + " " + usage.getEventCount();
    }

    private static List<String> events(ListEventsRequest.Builder request) {
        return reports().listEvents(request.build()).getEventsList().stream()
                .map(event -> id(event.getEventId()) + " " + event.getEventName() + " " + event.getCategory() + " "
                        + id(event.getSharedEventId()))
                .toList();
    }

    private static List<String> ids(ListEventsRequest.Builder request) {
        return reports().listEvents(request.build()).getEventsList().stream()
                .map(Event::getEventId)
                .map(EventCategoriesTest::id)
                .toList();
    }

    private static String id(String uuid) {
        return uuid.replace(ID, "");
    }

    private static ReportServiceGrpc.ReportServiceBlockingStub reports() {
        return ReportServiceGrpc.newBlockingStub(standalone.channel());
    }

    private static CategoryCoverage category(
            EventCategory category, long events, long calls, String first, String last) {
        return CategoryCoverage.newBuilder()
                .setCategory(category)
                .setEventCount(events)
                .setCallCount(calls)
                .setFirstEventTime(time(first))
                .setLastEventTime(time(last))
                .build();
    }

    private static Interval interval(String start, String end) {
        return Interval.newBuilder()
                .setStartTime(time(start))
                .setEndTime(time(end))
                .build();
    }

    private static Timestamp time(String text) {
        return Timestamp.newBuilder()
                .setSeconds(Instant.parse(text).getEpochSecond())
                .build();
    }
}
