package dev.trailtally.report.chart;

import dev.trailtally.report.activity.ActivityReport;
import dev.trailtally.report.chart.drawing.ChartRenderer;
import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.stream.AccountStreams;
import dev.trailtally.report.stream.StreamSender;
import dev.trailtally.report.v1.AccountChart;
import dev.trailtally.report.v1.AccountChartTotals;
import dev.trailtally.report.v1.ActivityOverTimeChart;
import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamAccountChartsRequest;
import dev.trailtally.report.v1.StreamAccountChartsResponse;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.rpc.RpcTimes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * StreamAccountCharts: all charts of an account. Figures of a few principals at a time come from one answer; each is drawn
 * when the client can take it, so that a slow one costs one picture and a few thousand numbers.
 */
@Singleton
public final class AccountCharts {

    private static final int BATCH = ActivityFigures.TOP; // principals of a question, whose lists are then 40 long
    private static final Duration HOURLY = Duration.ofDays(3);

    private final ActivityReport activity;
    private final OverTimeCharts overTime;
    private final ChartRenderer renderer;
    private final AccountStreams streams;

    AccountCharts(ActivityReport activity, OverTimeCharts overTime, ChartRenderer renderer, AccountStreams streams) {
        this.activity = activity;
        this.overTime = overTime;
        this.renderer = renderer;
        this.streams = streams;
    }

    /** A figure and its subject. */
    private record Sheet(Figure figure, AccountChart.Builder of) {}

    public void send(StreamAccountChartsRequest request, StreamSender<StreamAccountChartsResponse> sender) {
        var asked = AskedCharts.of(request);
        var summary = summarize(asked.summary(asked.outcome()).setTop(ActivityFigures.TOP));
        var totals = AccountChartTotals.newBuilder()
                .setScope(summary.getScope())
                .setPrincipalCount(PrincipalsByKey.of(summary).size()
                        + summary.getPrincipalRemainder().getValueCount());
        if (summary.getEventCount() > 0) {
            var pinned = asked.within(summary.getScope().getObserved());
            var regions = regions(summary, pinned);
            draw(breakdowns(summary, pinned), pinned, totals, sender);
            draw(overTime(summary.getScope(), asked), pinned, totals, sender);
            drawPrincipals(pinned, totals, sender);
            draw(regions, pinned, totals, sender);
        }
        sender.awaitReady();
        sender.send(List.of(
                StreamAccountChartsResponse.newBuilder().setTotals(totals).build()));
    }

    private void draw(
            List<Sheet> sheets,
            AskedCharts asked,
            AccountChartTotals.Builder totals,
            StreamSender<StreamAccountChartsResponse> sender) {
        for (var sheet : sheets) {
            if (sheet.figure() instanceof EmptyFigure) {
                continue;
            }
            sender.awaitReady();
            var chart = sheet.of().setChart(renderer.render(sheet.figure(), asked.style()));
            sender.send(List.of(
                    StreamAccountChartsResponse.newBuilder().setChart(chart).build()));
            totals.setChartCount(totals.getChartCount() + 1);
        }
    }

    private List<Sheet> breakdowns(GetActivitySummaryResponse summary, AskedCharts asked) {
        var sheets = new ArrayList<Sheet>();
        for (var breakdown : Breakdown.OF_ACCOUNTS) {
            var counted = breakdown.counted(asked.outcome());
            var answer = counted == asked.outcome()
                    ? summary
                    : summarize(asked.summary(counted).setTop(ActivityFigures.TOP));
            sheets.add(new Sheet(
                    ActivityFigures.of(answer, breakdown, asked.outcome()),
                    AccountChart.newBuilder().setBreakdown(breakdown.contract())));
        }
        return sheets;
    }

    // Hours only if all known data was requested: for a part of it, only days are sure to be kept.
    private List<Sheet> overTime(ReportScope scope, AskedCharts asked) {
        var observed = scope.getObserved();
        var length =
                Duration.between(RpcTimes.instant(observed.getStartTime()), RpcTimes.instant(observed.getEndTime()));
        boolean hours = length.compareTo(HOURLY) <= 0 && asked.interval().equals(Interval.getDefaultInstance());
        var chart = ActivityOverTimeChart.newBuilder()
                .setInterval(asked.interval())
                .addAllCategoriesValue(asked.categories())
                .setBucket(hours ? TimeBucket.TIME_BUCKET_HOUR : TimeBucket.TIME_BUCKET_DAY);
        chart.getAccountsBuilder().addAccountIds(asked.accountId());
        var figure = streams.inTurn(() -> overTime.figure(chart.build(), Headings.account(scope)));
        return List.of(new Sheet(figure, AccountChart.newBuilder()));
    }

    private void drawPrincipals(
            AskedCharts asked, AccountChartTotals.Builder totals, StreamSender<StreamAccountChartsResponse> sender) {
        var listed = asked.principals() == 0 ? List.<String>of() : keys(asked);
        var keys = listed.stream().distinct().toList();
        for (int from = 0; from < keys.size(); from += BATCH) {
            sender.awaitReady();
            var batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
            int types =
                    (int) listed.stream().filter(new HashSet<>(batch)::contains).count();
            var summary = summarize(
                    asked.summary(asked.outcome()).addAllPrincipals(batch).setTop(Math.max(BATCH, types)));
            var principals = PrincipalsByKey.of(summary);
            draw(principals(principals, summary.getScope(), asked), asked, totals, sender);
            totals.setDrawnPrincipalCount(totals.getDrawnPrincipalCount() + principals.size());
        }
    }

    /** A key occurs once for each type that its principal called with. */
    private List<String> keys(AskedCharts asked) {
        var summary = summarize(
                asked.summary(asked.outcome()).setTop(asked.principals()).setView(ActivityView.ACTIVITY_VIEW_BASIC));
        return summary.getPrincipalsList().stream()
                .map(PrincipalActivity::getPrincipal)
                .map(Principal::getKey)
                .toList();
    }

    private static List<Sheet> principals(List<PrincipalActivity> principals, ReportScope scope, AskedCharts asked) {
        var sheets = new ArrayList<Sheet>();
        for (var principal : principals) {
            for (var breakdown : Breakdown.OF_PRINCIPALS) {
                var row = BreakdownRow.of(principal, breakdown, asked.accountId());
                sheets.add(new Sheet(
                        new ActivityFigures(scope, breakdown, asked.outcome()).of(row),
                        AccountChart.newBuilder()
                                .setBreakdown(breakdown.contract())
                                .setPrincipal(principal.getPrincipal())));
            }
        }
        return sheets;
    }

    private static List<Sheet> regions(GetActivitySummaryResponse summary, AskedCharts asked) {
        var breakdown = Breakdown.REGION_API_CALLS;
        var figures = new ActivityFigures(summary.getScope(), breakdown, asked.outcome());
        return summary.getRegionsList().stream()
                .map(region -> new Sheet(
                        figures.of(BreakdownRow.of(region)),
                        AccountChart.newBuilder()
                                .setBreakdown(breakdown.contract())
                                .setRegion(region.getRegion())))
                .toList();
    }

    private GetActivitySummaryResponse summarize(GetActivitySummaryRequest.Builder request) {
        return streams.inTurn(() -> activity.summarize(request.build()));
    }
}
