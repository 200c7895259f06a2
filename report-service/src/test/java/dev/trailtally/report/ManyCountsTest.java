package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityChart;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An account of 7,000 principals, the first of which called from 12,000 addresses: more than there are texts in memory. */
class ManyCountsTest {

    private static final String ACCOUNT_ID = "000000000001";
    private static final int PRINCIPALS = 7_000;
    private static final int ADDRESSES = 12_000;
    private static final int TWO_TYPES = 10; // principals that called with two types
    private static final int LIMIT = 6_000;

    private static Fixture fixture;
    private static RunningService unlimited;
    private static RunningService limited;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.execute("""
                insert into source_ip (source_ip_address)
                select n::text from generate_series(1, %1$d) n order by md5(n::text);
                insert into principal (principal_key, principal_type, display_name)
                select 'p' || n, 'IAMUser', 'p' || n from generate_series(1, %2$d) n order by n;
                insert into principal (principal_key, principal_type, display_name)
                select 'p' || n, 'AssumedRole', 'p' || n from generate_series(1, %3$d) n;
                insert into rollup_account values (1, 60000, 0, '2024-01-05Z', '2024-01-06Z', now());
                analyze
                """.formatted(ADDRESSES, PRINCIPALS, TWO_TYPES));
        var all = "principal p where p.id > 0";
        fill("principal", "p.id, null::bigint, null::bigint, " + EVENTS_OF_PRINCIPAL, all);
        fill("principal_call", "p.id, 0, 0, " + EVENTS_OF_PRINCIPAL, all);
        fill(
                "principal_origin",
                "p.id, s.id, 0, s.source_ip_address::int % 5 + 1",
                "principal p, source_ip s where s.id > 0 and principal_key = 'p1' and principal_type = 'IAMUser'");
        fill("usage", "0, 0, 0, 60000", "generate_series(1, 1)");
        unlimited = RunningService.on(fixture.database());
        var properties = new HashMap<>(fixture.database().datasource("report"));
        properties.put("report.max-counts", LIMIT);
        limited = RunningService.on(properties);
    }

    private static final String EVENTS_OF_PRINCIPAL =
            "case when principal_key = 'p1' then 36000 else substring(principal_key, 2)::int % 7 + 1 end";

    private static void fill(String family, String values, String from) throws SQLException {
        fixture.execute(RollupRows.insert(
                "month",
                family,
                0,
                "select 1, date '2024-01-01', null::text, " + values
                        + ", 0, timestamptz '2024-01-05Z', timestamptz '2024-01-06Z' from " + from));
    }

    @AfterAll
    static void stop() throws SQLException {
        limited.close();
        unlimited.close();
        fixture.close();
    }

    @Test
    void theTopOfALongListIsThatOfTheWholeListAndTheRestIsExact() {
        var summary = unlimited.reports().getActivitySummary(summary().build());
        var addresses = summary.getPrincipals(1).getSourceIpAddresses();

        assertThat(addresses.getCountsList()).isEqualTo(mostEvents());
        assertThat(addresses.getRemainder().getValueCount()).isEqualTo(ADDRESSES - 40);
        assertThat(events(addresses)).isEqualTo(36_000);
        assertThat(summary.getPrincipalsList().stream()
                        .map(ManyCountsTest::principal)
                        .toList())
                .isEqualTo(principals());
        long keys = summary.getPrincipalsList().stream()
                .map(activity -> activity.getPrincipal().getKey())
                .distinct()
                .count();
        assertThat(keys + summary.getPrincipalRemainder().getValueCount())
                .as("a principal of two types counts once")
                .isEqualTo(PRINCIPALS);
    }

    private static String principal(PrincipalActivity activity) {
        return activity.getEventCount() + " " + activity.getPrincipal().getKey() + " "
                + activity.getPrincipal().getType();
    }

    private static List<String> principals() {
        var order = Comparator.comparingInt(ManyCountsTest::eventsOfPrincipal)
                .reversed()
                .thenComparing(number -> "p" + number);
        return IntStream.rangeClosed(1, PRINCIPALS)
                .boxed()
                .sorted(order)
                .flatMap(number -> Stream.of("AssumedRole", "IAMUser")
                        .filter(type -> number <= TWO_TYPES || type.equals("IAMUser"))
                        .map(type -> eventsOfPrincipal(number) + " p" + number + " " + type))
                .limit(40)
                .toList();
    }

    private static int eventsOfPrincipal(int number) {
        return number == 1 ? 36_000 : number % 7 + 1;
    }

    private static List<ValueCount> mostEvents() {
        return IntStream.rangeClosed(1, ADDRESSES)
                .mapToObj(value -> ValueCount.newBuilder()
                        .setValue(Integer.toString(value))
                        .setEventCount(value % 5 + 1)
                        .build())
                .sorted(Comparator.comparingLong(ValueCount::getEventCount)
                        .reversed()
                        .thenComparing(ValueCount::getValue))
                .limit(40)
                .toList();
    }

    private static long events(TopCounts counts) {
        return counts.getRemainder().getEventCount()
                + counts.getCountsList().stream()
                        .mapToLong(ValueCount::getEventCount)
                        .sum();
    }

    @Test
    void allPagesOfALongListAreTheWholeList() {
        var request = addresses().setPageSize(5_001);
        var listed = new ArrayList<String>();
        do {
            var page = unlimited.reports().listActivityCounts(request.build());
            page.getActivityCountsList().stream().map(ActivityCount::getValue).forEach(listed::add);
            assertThat(page.getTotalRowCount()).isEqualTo(ADDRESSES);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        assertThat(listed)
                .isEqualTo(IntStream.rangeClosed(1, ADDRESSES)
                        .mapToObj(Integer::toString)
                        .sorted()
                        .toList());
    }

    @Test
    void aReportOfMoreCountsThanAllowedIsRefusedAndSaysWhatToAskFor() {
        var refused = "RESOURCE_EXHAUSTED TOO_MANY_COUNTS " + LIMIT;

        assertThat(Failures.reason(
                        () -> limited.reports().getActivitySummary(summary().build())))
                .isEqualTo(refused);
        assertThat(Failures.message(
                        () -> limited.reports().getActivitySummary(summary().build())))
                .isEqualTo(
                        "the report needs more than the 6,000 counts allowed (report.max-counts), one for each caller"
                                + " and for each of its calls and origins: ask for a shorter interval, for some principals or"
                                + " for a basic view");
        assertThat(Failures.reason(
                        () -> limited.reports().listActivityCounts(addresses().build())))
                .isEqualTo(refused);
        assertThat(Failures.reason(() -> limited.charts().renderChart(chart().build())))
                .isEqualTo(refused);
        var stream =
                limited.organization().streamActivitySummaries(StreamActivitySummariesRequest.getDefaultInstance());
        assertThat(stream.next().getFailure().getReason()).isEqualTo("TOO_MANY_COUNTS");
        assertThat(stream.next().getTotals().getFailedCount()).isEqualTo(1);
    }

    @Test
    void aReportOfFewerCountsIsAnsweredAsEver() {
        var few = summary().addPrincipals("p2").addPrincipals("p70").setView(ActivityView.ACTIVITY_VIEW_FULL);
        var usage =
                ListServiceUsageRequest.newBuilder().setAccountId(ACCOUNT_ID).build();

        assertThat(limited.reports().getActivitySummary(few.build()))
                .isEqualTo(unlimited.reports().getActivitySummary(few.build()));
        assertThat(limited.reports().listServiceUsage(usage))
                .isEqualTo(unlimited.reports().listServiceUsage(usage));
    }

    private static GetActivitySummaryRequest.Builder summary() {
        return GetActivitySummaryRequest.newBuilder().setAccountId(ACCOUNT_ID);
    }

    private static ListActivityCountsRequest.Builder addresses() {
        return ListActivityCountsRequest.newBuilder()
                .setAccountId(ACCOUNT_ID)
                .setBreakdown(ActivityBreakdown.ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL);
    }

    private static RenderChartRequest.Builder chart() {
        return RenderChartRequest.newBuilder()
                .setActivity(ActivityChart.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .setBreakdown(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL));
    }
}
