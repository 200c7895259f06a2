package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.report.v1.UnusedAccess;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** The parts that the pages of an account and of an organization have in common. */
final class Parts {

    private static final long MAX_UNUSED_BYTES = 4 << 20;
    private static final int MAX_UNUSED = 1_000;

    private final PageReader reader;
    private final Answers answers;
    private final PageQuestion question;

    Parts(PageReader reader, Answers answers, PageQuestion question) {
        this.reader = reader;
        this.answers = answers;
        this.question = question;
    }

    void writeHead(PageJson json, String kind, String title) {
        json.text("kind", kind)
                .text("title", title)
                .time("generatedTime", question.asOf())
                .time("newSinceTime", question.newSince())
                .text("timeZone", zone().getId());
        if (question.hasInterval()) {
            json.message("askedInterval", question.interval());
        }
    }

    /** Activity over time; hours are known since their rollup began, days of UTC always. */
    void writeOverTime(PageJson json, AccountSelection accounts, Interval observed) {
        if (!observed.hasStartTime() || !observed.hasEndTime()) {
            json.rows("overTime", Rows.<ActivityPoint>whole(List.of())).text("bucket", "DAY");
            return;
        }
        var bucket = Buckets.of(observed);
        var zone = zone();
        var none = GetActivityOverTimeResponse.getDefaultInstance();
        var answer = answers.ask("Activity over time", () -> reader.overTime(accounts, observed, bucket, zone), none);
        var points = Buckets.filled(answer.getPointsList(), answer.getScope().getObserved(), bucket, zone);
        json.rows("overTime", Rows.whole(points))
                .text("bucket", bucket == TimeBucket.TIME_BUCKET_HOUR ? "HOUR" : "DAY");
    }

    /** What was first seen lately; in an organization what none of its other accounts had before. */
    void writeNew(PageJson json, AccountSelection accounts, boolean newToAll) {
        json.rows(
                "firstSightings",
                answers.ask(
                        "What is new",
                        () -> reader.firstSightings(accounts, question.newSince(), newToAll),
                        Rows.whole(List.of())));
    }

    void writeUnused(PageJson json, AccountSelection accounts) {
        var none = ListUnusedAccessResponse.getDefaultInstance();
        var answer = answers.ask("Unused access", () -> reader.unusedAccess(accounts), none);
        long total = answer.getCountsList().stream()
                .mapToLong(count -> count.getCount())
                .sum();
        long bytes = 0;
        int kept = 0;
        for (UnusedAccess finding : answer.getUnusedAccessList()) {
            bytes += finding.getSerializedSize();
            if (bytes > MAX_UNUSED_BYTES || kept == MAX_UNUSED) {
                break;
            }
            kept++;
        }
        json.message("unusedSummary", answer.toBuilder().clearUnusedAccess().build())
                .rows("unused", new Rows<>(answer.getUnusedAccessList().subList(0, kept), total - kept, 0));
    }

    /** Activity is counted in zones that have a name. */
    private ZoneId zone() {
        return question.zone().normalized() instanceof ZoneOffset ? ZoneOffset.UTC : question.zone();
    }
}
