package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.report.v1.AccountChart;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.ChartStyle;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.StreamAccountChartsRequest;
import dev.trailtally.report.v1.StreamAccountChartsResponse;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountChartsTest {

    private static final Instant FROM = Instant.parse("2024-02-27T09:00:00Z");
    private static final String FEW = "000000000007";
    private static final String MANY = "000000000008";
    private static final int PRINCIPALS = 45;

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(7, FROM, Duration.ofDays(3)).generate(7, 100));
        fixture.store(2, ChartEvents.ofPrincipals(8, FROM, PRINCIPALS));
        fixture.rollUp();
        OrganizationRollups.fill(fixture);
        service = RunningService.on(fixture.database(), 1);
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void theBreakdownsComeFirstThenTimeThenEachPrincipalAndRegion() {
        var messages = stream(request(FEW));
        var charts = charts(messages);
        var summary = service.reports()
                .getActivitySummary(
                        GetActivitySummaryRequest.newBuilder().setAccountId(FEW).build());

        assertThat(charts.subList(0, 5))
                .allMatch(chart -> !chart.hasPrincipal() && chart.getRegion().isEmpty());
        assertThat(charts.subList(0, 5))
                .extracting(AccountChart::getBreakdownValue)
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(charts.get(5).getBreakdown()).isEqualTo(ActivityBreakdown.ACTIVITY_BREAKDOWN_UNSPECIFIED);
        assertThat(charts.stream()
                        .filter(AccountChart::hasPrincipal)
                        .map(AccountChart::getPrincipal)
                        .distinct())
                .containsExactlyElementsOf(summary.getPrincipalsList().stream()
                        .map(PrincipalActivity::getPrincipal)
                        .toList());
        assertThat(charts.stream().map(AccountChart::getRegion).filter(region -> !region.isEmpty()))
                .containsExactlyElementsOf(summary.getRegionsList().stream()
                        .map(region -> region.getRegion())
                        .toList());
        assertThat(charts).allMatch(chart -> !chart.getChart().getContent().isEmpty());
        var totals = messages.getLast().getTotals();
        assertThat(totals.getScope()).isEqualTo(summary.getScope());
        assertThat(totals.getChartCount()).isEqualTo(charts.size());
        assertThat(totals.getPrincipalCount()).isEqualTo(summary.getPrincipalsCount());
    }

    @Test
    void principalsBeyondTheTopAreDrawnAsWell() {
        var messages = stream(request(MANY));
        var charts = charts(messages);

        assertThat(charts.getFirst().getChart().getDescription())
                .contains("1,035 events of 45 principals", "not shown individually: 5 more with 15.");
        var drawn = charts.stream()
                .filter(AccountChart::hasPrincipal)
                .filter(chart -> chart.getBreakdown() == ActivityBreakdown.ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL)
                .toList();
        assertThat(drawn).hasSize(PRINCIPALS);
        for (int i = 0; i < PRINCIPALS; i++) {
            assertThat(drawn.get(i).getChart().getTitle()).isEqualTo("User agents of 8:u/p" + (PRINCIPALS - i));
        }
        assertThat(messages.getLast().getTotals().getDrawnPrincipalCount()).isEqualTo(PRINCIPALS);
    }

    @Test
    void onlySoManyPrincipalsAreDrawnAsAskedFor() {
        var none = stream(request(MANY).toBuilder().setPrincipals(0).build());
        var two = stream(request(MANY).toBuilder().setPrincipals(2).build());

        assertThat(charts(none)).noneMatch(AccountChart::hasPrincipal);
        assertThat(none.getLast().getTotals().getPrincipalCount()).isEqualTo(PRINCIPALS);
        assertThat(two.getLast().getTotals().getDrawnPrincipalCount()).isEqualTo(2);
    }

    @Test
    void chartsWithoutValuesAreLeftOut() {
        var charts = charts(stream(request(FEW).toBuilder()
                .setPrincipals(0)
                .setOutcome(Outcome.OUTCOME_SUCCESSFUL)
                .build()));

        assertThat(charts)
                .isNotEmpty()
                .noneMatch(
                        chart -> chart.getBreakdown() == ActivityBreakdown.ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL);
    }

    @Test
    void aSlowClientHoldsNoConnection() {
        int port = Integer.parseInt(service.channel().authority().replaceFirst(".*:", ""));
        var narrow = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .flowControlWindow(64 << 10)
                .build();
        try {
            var client = new SlowClient<StreamAccountChartsRequest, StreamAccountChartsResponse>();
            var large = request(MANY).toBuilder();
            large.getStyleBuilder().setWidth(2_000);
            ChartServiceGrpc.newStub(narrow).streamAccountCharts(large.build(), client);
            await().until(() -> client.messages().size() == 1);

            // The service has one connection.
            assertThat(service.reports()
                            .listAccounts(ListAccountsRequest.getDefaultInstance())
                            .getAccountsCount())
                    .isEqualTo(2);
            assertThat(client.messages()).hasSize(1);

            client.cancel();
            await().until(client::isDone);
            assertThat(Status.fromThrowable(client.failure()).getCode()).isEqualTo(Status.Code.CANCELLED);
        } finally {
            narrow.shutdownNow();
        }
    }

    @Test
    void aMalformedRequestNamesFieldValueAndWhatIsAllowed() {
        assertThat(Failures.message(() ->
                        stream(request(FEW).toBuilder().setPrincipals(1_001).build())))
                .isEqualTo("principals: 1001; 0 to 1000 are allowed");
        assertThat(Failures.message(() -> stream(request("7")))).startsWith("account_id: \"7\" is not an account id");
        assertThat(Failures.reason(() -> stream(request("000000000001"))))
                .isEqualTo("NOT_FOUND UNKNOWN_ACCOUNT 000000000001");
    }

    private static StreamAccountChartsRequest request(String accountId) {
        return StreamAccountChartsRequest.newBuilder()
                .setAccountId(accountId)
                .setStyle(ChartStyle.newBuilder().setWidth(480).setHeight(320))
                .build();
    }

    private static List<StreamAccountChartsResponse> stream(StreamAccountChartsRequest request) {
        var messages = new ArrayList<StreamAccountChartsResponse>();
        service.charts().streamAccountCharts(request).forEachRemaining(messages::add);
        return messages;
    }

    private static List<AccountChart> charts(List<StreamAccountChartsResponse> messages) {
        assertThat(messages.getLast().hasTotals()).isTrue();
        return messages.subList(0, messages.size() - 1).stream()
                .map(StreamAccountChartsResponse::getChart)
                .toList();
    }
}
