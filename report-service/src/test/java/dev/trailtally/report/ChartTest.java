package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.AccountServicesChart;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityChart;
import dev.trailtally.report.v1.ActivityOverTimeChart;
import dev.trailtally.report.v1.Chart;
import dev.trailtally.report.v1.ChartFormat;
import dev.trailtally.report.v1.ChartStyle;
import dev.trailtally.report.v1.ChartTheme;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.TimeBucket;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartTest {

    private static final String ACCOUNT = "000000000007";
    private static final String EMPTY = "000000000099";
    private static final Instant FROM = Instant.parse("2024-02-27T09:00:00Z");
    private static final String AGENT = "<script>alert(1)</script>\u202e\"'&\u0007";

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(7, FROM, Duration.ofDays(3)).generate(7, 300));
        fixture.store(2, ChartEvents.withAgent(7, FROM.plusSeconds(60), AGENT));
        fixture.rollUp();
        fixture.execute("""
                insert into account (account_id, account_name) values (7, '서울 <b>운영</b>'), (99, 'Empty')
                """);
        OrganizationRollups.fill(fixture);
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    static Stream<RenderChartRequest> charts() {
        return Stream.concat(
                Stream.of(ActivityBreakdown.values())
                        .filter(breakdown -> !breakdown.name().matches(".*UNSPECIFIED|UNRECOGNIZED"))
                        .map(breakdown -> activity(ACCOUNT, breakdown).build()),
                Stream.of(
                        activity(ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL, "7:u/user1")
                                .build(),
                        activity(ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION, "region-0")
                                .build(),
                        activity(EMPTY, ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL)
                                .build(),
                        RenderChartRequest.newBuilder()
                                .setActivityOverTime(ActivityOverTimeChart.newBuilder()
                                        .setBucket(TimeBucket.TIME_BUCKET_HOUR)
                                        .setTimeZone("Asia/Seoul"))
                                .build(),
                        RenderChartRequest.newBuilder()
                                .setAccountServices(AccountServicesChart.getDefaultInstance())
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void aPngHasTheSizeThatWasAskedForAndIsNotBlank(RenderChartRequest request) throws IOException {
        var chart = render(request.toBuilder()
                .setStyle(ChartStyle.newBuilder().setWidth(900).setHeight(700).setTheme(ChartTheme.CHART_THEME_DARK)));

        assertThat(chart.getMediaType()).isEqualTo("image/png");
        assertThat(List.of(chart.getWidth(), chart.getHeight())).containsExactly(900, 700);
        var image = ImageIO.read(chart.getContent().newInput());
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(900, 700);
        assertThat(colors(image)).hasSizeGreaterThan(20);
        assertThat(chart.getDescription()).startsWith(chart.getTitle()).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void anSvgIsOnlyShapesWithItsTitleAndDescription(RenderChartRequest request) throws Exception {
        var chart =
                render(request.toBuilder().setStyle(ChartStyle.newBuilder().setFormat(ChartFormat.CHART_FORMAT_SVG)));

        assertThat(chart.getMediaType()).isEqualTo("image/svg+xml");
        var svg = svg(chart);
        assertThat(text(svg, "title")).isEqualTo(chart.getTitle());
        assertThat(text(svg, "desc")).isEqualTo(chart.getDescription());
        assertThat(svg.getDocumentElement().getAttribute("viewBox"))
                .isEqualTo("0 0 %d %d".formatted(chart.getWidth(), chart.getHeight()));
        var elements = svg.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            var element = (Element) elements.item(i);
            assertThat(element.getNodeName())
                    .isIn("svg", "title", "desc", "defs", "g", "clipPath", "path", "rect", "line", "polygon");
            for (int a = 0; a < element.getAttributes().getLength(); a++) {
                assertThat(element.getAttributes().item(a).getNodeName())
                        .doesNotStartWith("on")
                        .doesNotContain("href");
            }
        }
        assertThat(chart.getContent().toStringUtf8()).doesNotContain("<!DOCTYPE", "<script", "<b>");
    }

    @Test
    void whatComesFromRecordsIsText() throws Exception {
        var request = activity(
                        ACCOUNT,
                        ActivityBreakdown.ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL,
                        "arn:aws:iam::7:user/mallory")
                .setStyle(ChartStyle.newBuilder().setFormat(ChartFormat.CHART_FORMAT_SVG))
                .build();
        var chart = render(request.toBuilder());

        assertThat(text(svg(chart), "desc"))
                .contains("서울 <b>운영</b>", "<script>alert(1)</script>\\u{202e}\"'&\\u{7} with 2");
        assertThat(chart.getTitle()).isEqualTo("User agents of 7:u/mallory");
    }

    @Test
    void aDescriptionTellsTheNumbersOfTheReport() {
        var chart = render(activity(ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL));

        assertThat(chart.getTitle()).isEqualTo("API calls by principal");
        assertThat(chart.getDescription()).contains("all events", "302 events of 13 principals", "UTC");
        assertThat(chart.getDescription()).contains("Not known to be complete");
    }

    @Test
    void errorCodesAreThoseOfFailedEvents() {
        var chart = render(activity(ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL));
        long failed =
                fixture.events().stream().filter(Fixture.TestEvent::failed).count();

        assertThat(chart.getDescription()).contains(failed + " events of");
    }

    @Test
    void anAccountWithoutEventsIsAPictureThatSaysSo() {
        var chart = render(activity(EMPTY, ActivityBreakdown.ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL));

        assertThat(chart.getDescription()).endsWith("No failed events.");
    }

    @Test
    void theHeightIsThatOfTheContent() {
        var one = render(activity(
                ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL, "arn:aws:iam::7:user/mallory"));
        var many = render(activity(ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL));

        assertThat(one.getWidth()).isEqualTo(1_200);
        assertThat(many.getHeight()).isGreaterThan(one.getHeight() + 200);
    }

    @Test
    void aMalformedRequestNamesFieldValueAndWhatIsAllowed() {
        var chart = activity(ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION);

        assertThat(failure(RenderChartRequest.newBuilder()))
                .isEqualTo("chart: not set; activity, activity_over_time or account_services is required");
        assertThat(failure(chart.clone().setStyle(ChartStyle.newBuilder().setWidth(479))))
                .isEqualTo("style.width: 479; 480 to 4000 are allowed");
        assertThat(failure(chart.clone().setStyle(ChartStyle.newBuilder().setHeight(4_001))))
                .isEqualTo("style.height: 4001; 320 to 4000 are allowed");
        assertThat(failure(chart.clone().setStyle(ChartStyle.newBuilder().setThemeValue(7))))
                .isEqualTo("style.theme: 7 is not a value of the enum");
        assertThat(failure(activity(ACCOUNT, ActivityBreakdown.ACTIVITY_BREAKDOWN_UNSPECIFIED)))
                .startsWith(
                        "activity.breakdown: ACTIVITY_BREAKDOWN_UNSPECIFIED; allowed are [ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL,");
        assertThat(failure(activity("7", ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION)))
                .startsWith("activity.account_id: \"7\" is not an account id");
    }

    @ParameterizedTest
    @EnumSource(value = ActivityBreakdown.class, names = ".*_BY_.*", mode = EnumSource.Mode.MATCH_ALL)
    void anUnknownSubjectIsNotFound(ActivityBreakdown breakdown) {
        assertThat(Failures.reason(() -> render(activity(ACCOUNT, breakdown, "nobody"))))
                .isEqualTo("NOT_FOUND UNKNOWN_SUBJECT nobody");
    }

    @Test
    void aHeatMapIsOfWholeDays() {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(FROM.getEpochSecond());
        var chart = AccountServicesChart.newBuilder()
                .setAccounts(AccountSelection.newBuilder().addAccountIds(ACCOUNT))
                .setInterval(interval);

        assertThat(failure(RenderChartRequest.newBuilder().setAccountServices(chart)))
                .startsWith("account_services.interval.start_time: 2024-02-27T09:00:00Z; midnights in UTC are allowed");
    }

    private static RenderChartRequest.Builder activity(String accountId, ActivityBreakdown breakdown) {
        return activity(accountId, breakdown, "");
    }

    private static RenderChartRequest.Builder activity(String accountId, ActivityBreakdown breakdown, String subject) {
        return RenderChartRequest.newBuilder()
                .setActivity(ActivityChart.newBuilder()
                        .setAccountId(accountId)
                        .setBreakdown(breakdown)
                        .setOutcome(Outcome.OUTCOME_ALL)
                        .setSubject(subject));
    }

    private static Chart render(RenderChartRequest.Builder request) {
        return service.charts().renderChart(request.build()).getChart();
    }

    private static String failure(RenderChartRequest.Builder request) {
        return Failures.message(() -> render(request));
    }

    private static List<Integer> colors(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .boxed()
                .toList();
    }

    private static Document svg(Chart chart) throws Exception {
        var factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(chart.getContent().newInput());
    }

    private static String text(Document svg, String name) {
        return svg.getElementsByTagName(name).item(0).getTextContent();
    }
}
