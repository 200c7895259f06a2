package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.standalone.accesskey.Period;
import dev.trailtally.standalone.activity.ActivityQuestion;
import dev.trailtally.standalone.activity.ActivityReport;
import dev.trailtally.standalone.plot.AccountPlots;
import dev.trailtally.standalone.summary.AccountNotices;
import dev.trailtally.standalone.summary.Format;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally report activity: who called what in each account, as files. */
@Command(
        name = "activity",
        description = {
            "Writes who called what, from where, with which errors and user agents: for each account a JSON file,"
                    + " account_activity_<account>.json, and with --plots pictures of it.",
            "",
            "It covers the last 14 days (--past-hours 336) unless you specify a time.",
            "",
            "Each file has _metadata (account, activity_type, cloudtrail_data_analyzed, regions_enabled, regions_failed,"
                    + " run_timestamp, complete_until, coverage) and api_calls_by_principal, api_calls_by_region,"
                    + " error_codes_by_principal, ip_addresses_by_principal, user_agents_by_principal: complete, for each"
                    + " principal or region an object of values and their counts, highest count first. An error code"
                    + " follows its service, such as s3.amazonaws.com:AccessDenied. Principals appear in their short"
                    + " form; if two share one, the key follows the second. principals lists the keys.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally report activity --past-hours 24",
            "  trailtally report activity --account 111122223333 --activity-type FAILED --month 2026-11 --out failed",
            "  trailtally report activity --ou Production --out activity --plots plots"
        })
final class ActivityCommand implements Callable<Integer> {

    // The limit of AccountSelection.
    private static final int MAX_NAMED_ACCOUNTS = 10_000;
    private static final Duration USUAL_PERIOD = Duration.ofDays(14);

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(
            names = "--activity-type",
            paramLabel = "ALL|SUCCESSFUL|FAILED",
            defaultValue = "ALL",
            description = "Which events to count. Default: ${DEFAULT-VALUE}")
    private ActivityType activityType = ActivityType.ALL;

    @Mixin
    private CategoryOptions categories = new CategoryOptions();

    @Option(
            names = "--out",
            paramLabel = "<dir>",
            defaultValue = ".",
            description =
                    "The folder for the files; it is created if it is missing, and existing files are replaced. Default:"
                            + " the current folder.")
    private Path out = Path.of(".");

    @Option(
            names = "--plots",
            paramLabel = "<dir>",
            description = "Also draw PNG and SVG charts, in one folder per account: the five summaries, each principal"
                    + " and region, and activity over time; for ALL also a heat map of accounts and services.")
    private @Nullable Path plots;

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException {
        OutputFolder.check(talk.line(), "--out", out);
        OutputFolder.check(talk.line(), "--plots", plots);
        var question = new ActivityQuestion(report.accounts(), period(), activityType.outcome(), categories.named);
        return report.ask(channel -> write(channel, question));
    }

    /** Two weeks by default, as in the tools that write such files. */
    private Period period() {
        var asked = report.period(clock);
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return asked == null ? new Period(now.minus(USUAL_PERIOD), now, report.zone()) : asked;
    }

    private int write(Channel channel, ActivityQuestion question) throws IOException {
        var notices = new AccountNotices(talk.err());
        notices.say("Activity from " + question.period().start() + " to "
                + question.period().end());
        var pictures = plots == null ? null : new AccountPlots(channel, plots, question);
        var activity = new ActivityReport(channel, question, out, pictures, notices, clock);
        activity.write();
        if (pictures != null && activity.files() > 0) {
            drawHeatMap(pictures, heatMapAccounts(question, activity), notices);
        }
        notices.end(Format.count(activity.files(), "file"));
        return ReportOutcome.exitCode(notices, activity.events());
    }

    /** The answered accounts: with an unknown one, the picture of all would fail. */
    private static AccountSelection heatMapAccounts(ActivityQuestion question, ActivityReport activity) {
        var accounts = question.accounts();
        var all = accounts.getAccountIdsCount() == 0 && accounts.getOrganizationalUnitsCount() == 0;
        return all || activity.files() > MAX_NAMED_ACCOUNTS
                ? accounts
                : AccountSelection.newBuilder()
                        .addAllAccountIds(activity.answered())
                        .build();
    }

    private void drawHeatMap(AccountPlots pictures, AccountSelection accounts, AccountNotices notices)
            throws IOException {
        if (activityType != ActivityType.ALL) {
            notices.say("No heat map of accounts and services: it counts all events, and --activity-type is "
                    + activityType);
            return;
        }
        try {
            notices.say(Format.count(pictures.writeAccountsByServices(accounts), "picture")
                    + " of accounts and services -> " + plots);
        } catch (StatusRuntimeException e) {
            notices.failedPicture("heat map of accounts and services", e);
        }
    }
}
