package dev.trailtally.standalone.activity;

import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.standalone.file.WholeFile;
import dev.trailtally.standalone.plot.AccountPlots;
import dev.trailtally.standalone.summary.AccountNotices;
import dev.trailtally.standalone.summary.Format;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the activity of each account into a file, and its pictures if requested, one account at a time. */
public final class ActivityReport {

    private final Channel channel;
    private final ActivityQuestion question;
    private final Path folder;
    private final @Nullable AccountPlots plots;
    private final AccountNotices notices;
    private final Clock clock;
    private final List<String> answered = new ArrayList<>();
    private long files;
    private long events;

    /**
     * @param folder where the files are written; created if it is missing
     * @param plots draws the pictures; null if none are requested
     */
    public ActivityReport(
            Channel channel,
            ActivityQuestion question,
            Path folder,
            @Nullable AccountPlots plots,
            AccountNotices notices,
            Clock clock) {
        this.channel = channel;
        this.question = question;
        this.folder = folder;
        this.plots = plots;
        this.notices = notices;
        this.clock = clock;
    }

    /** Writes all files. */
    public void write() throws IOException {
        // No deadline: each account is written while the stream waits.
        var messages = OrganizationReportServiceGrpc.newBlockingStub(channel)
                .streamActivitySummaries(StreamActivitySummariesRequest.newBuilder()
                        .setAccounts(question.accounts())
                        .setInterval(question.period().interval())
                        .setOutcome(question.outcome())
                        .addAllCategories(question.categories())
                        .setTop(1)
                        .setView(ActivityView.ACTIVITY_VIEW_BASIC)
                        .build());
        StreamTotals totals = null;
        while (messages.hasNext()) {
            var message = messages.next();
            switch (message.getContentCase()) {
                case ACCOUNT -> writeOrTell(message.getAccount());
                case FAILURE -> notices.failed(message.getFailure());
                case TOTALS -> totals = message.getTotals();
                case CONTENT_NOT_SET -> {}
            }
        }
        notices.ended(totals);
    }

    /** How many files were written. */
    public long files() {
        return files;
    }

    /** How many events they count. */
    public long events() {
        return events;
    }

    /** The accounts that have a file. */
    public List<String> answered() {
        return List.copyOf(answered);
    }

    private void writeOrTell(GetActivitySummaryResponse activity) throws IOException {
        try {
            write(activity);
        } catch (StatusRuntimeException e) {
            notices.failed(activity.getScope().getAccountId(), e);
        }
    }

    private void tellOfLaterEvents(GetActivitySummaryResponse activity, long events) {
        if (events != activity.getEventCount()) {
            notices.say("moved: " + activity.getScope().getAccountId() + ": event_count is "
                    + Format.count(activity.getEventCount(), "event") + ", api_calls_by_region has " + events
                    + ", because the data changed in the meantime; run the report again after the scan has ended");
        }
    }

    private void tellOfUnlistedGaps(ReportScope scope) {
        long unlisted = ActivityMetadata.unlistedGaps(scope.getCoverage());
        if (unlisted > 0) {
            notices.say("unlisted: " + scope.getAccountId() + ": regions_failed lacks those of "
                    + Format.count(unlisted, "window")
                    + " that LookupEvents has not returned yet; ListScanUnits lists all");
        }
    }

    private void write(GetActivitySummaryResponse activity) throws IOException {
        var scope = activity.getScope();
        var accountId = scope.getAccountId();
        var file = folder.resolve("account_activity_" + accountId + ".json");
        WholeFile.write(file, out -> {
            var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            tellOfLaterEvents(activity, new ActivityFile(channel, question, clock).write(activity, writer));
            writer.flush();
        });
        files++;
        answered.add(accountId);
        events += activity.getEventCount();
        notices.answered(scope);
        tellOfUnlistedGaps(scope);
        notices.say((accountId + " " + scope.getAccountName()).strip() + ": "
                + Format.count(activity.getEventCount(), "event") + " -> " + file);
        if (plots != null) {
            notices.say(accountId + ": " + plots.write(accountId).text() + " -> " + plots.folder(accountId));
        }
    }
}
