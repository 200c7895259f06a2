package dev.trailtally.standalone.plot;

import dev.trailtally.report.v1.AccountChart;
import dev.trailtally.report.v1.AccountChartTotals;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.AccountServicesChart;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.Chart;
import dev.trailtally.report.v1.ChartFormat;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.ChartStyle;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.StreamAccountChartsRequest;
import dev.trailtally.standalone.accesskey.Period;
import dev.trailtally.standalone.activity.ActivityQuestion;
import dev.trailtally.standalone.activity.Breakdowns;
import dev.trailtally.standalone.file.FileSlug;
import dev.trailtally.standalone.file.WholeFile;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Writes the pictures of accounts, each as PNG and as SVG; a folder for each account. */
public final class AccountPlots {

    private static final List<ChartFormat> FORMATS =
            List.of(ChartFormat.CHART_FORMAT_PNG, ChartFormat.CHART_FORMAT_SVG);
    private static final int DEADLINE_MINUTES = 5;

    private final Channel channel;
    private final Path folder;
    private final ActivityQuestion question;

    public AccountPlots(Channel channel, Path folder, ActivityQuestion question) {
        this.channel = channel;
        this.folder = folder;
        this.question = question;
    }

    /** Where the pictures of an account are. */
    public Path folder(String accountId) {
        return folder.resolve(accountId);
    }

    /** Writes all pictures of an account, one at a time, and returns how many. */
    public AccountPictures write(String accountId) throws IOException {
        var drawn = AccountPictures.NONE;
        for (var format : FORMATS) {
            drawn = drawn.plus(write(accountId, format));
        }
        return drawn;
    }

    private AccountPictures write(String accountId, ChartFormat format) throws IOException {
        var messages = ChartServiceGrpc.newBlockingStub(channel)
                .streamAccountCharts(StreamAccountChartsRequest.newBuilder()
                        .setAccountId(accountId)
                        .setInterval(question.period().interval())
                        .setOutcome(question.outcome())
                        .addAllCategories(question.categories())
                        .setStyle(ChartStyle.newBuilder().setFormat(format))
                        .build());
        long pictures = 0;
        AccountChartTotals totals = null;
        while (messages.hasNext()) {
            var message = messages.next();
            if (message.hasTotals()) {
                totals = message.getTotals();
            } else if (message.hasChart()) {
                var chart = message.getChart();
                write(folder(accountId).resolve(path(chart) + ending(format)), chart.getChart());
                pictures++;
            }
        }
        return AccountPictures.of(accountId, pictures, totals);
    }

    /** Writes the heat map of accounts and services, of the UTC days of the period, and returns how many pictures. */
    public long writeAccountsByServices(AccountSelection accounts) throws IOException {
        for (var format : FORMATS) {
            var answer = ChartServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES)
                    .renderChart(RenderChartRequest.newBuilder()
                            .setAccountServices(AccountServicesChart.newBuilder()
                                    .setAccounts(accounts)
                                    .setInterval(days().interval())
                                    .addAllCategories(question.categories()))
                            .setStyle(ChartStyle.newBuilder().setFormat(format))
                            .build());
            write(folder.resolve("accounts_by_services" + ending(format)), answer.getChart());
        }
        return FORMATS.size();
    }

    private Period days() {
        var period = question.period();
        var start = period.start().truncatedTo(ChronoUnit.DAYS);
        var end = period.end().truncatedTo(ChronoUnit.DAYS);
        return new Period(start, end.equals(period.end()) ? end : end.plus(Duration.ofDays(1)), ZoneOffset.UTC);
    }

    /** The path without its ending: a summary in the account's folder, a principal or region in a subfolder. */
    private static Path path(AccountChart chart) {
        if (chart.getBreakdown() == ActivityBreakdown.ACTIVITY_BREAKDOWN_UNSPECIFIED) {
            return Path.of("activity_over_time");
        }
        var name = Breakdowns.name(chart.getBreakdown());
        if (chart.hasPrincipal()) {
            var principal = chart.getPrincipal();
            return Path.of(name, FileSlug.of(principal.getDisplayName(), principal.getKey()));
        }
        return chart.getRegion().isEmpty()
                ? Path.of(name + "_summary")
                : Path.of(name, FileSlug.of(chart.getRegion(), chart.getRegion()));
    }

    private static String ending(ChartFormat format) {
        return format == ChartFormat.CHART_FORMAT_SVG ? ".svg" : ".png";
    }

    private static void write(Path file, Chart chart) throws IOException {
        WholeFile.write(file, chart.getContent()::writeTo);
    }
}
