package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.report.v1.UnusedAccess;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.ZoneId;
import java.util.List;

/** The sections that the pages of an account and of an organization have in common. */
final class PageSections {

    private static final long MAX_UNUSED_BYTES = 4 << 20;
    private static final int MAX_UNUSED = 1_000;

    private final PageReader reader;
    private final Answers answers;
    private final PageQuestion question;

    PageSections(PageReader reader, Answers answers, PageQuestion question) {
        this.reader = reader;
        this.answers = answers;
        this.question = question;
    }

    void writeHead(PageJson json, String kind, String title) {
        json.text("kind", kind)
                .text("title", title)
                .time("generatedTime", question.asOf())
                .time("newSinceTime", question.newSince())
                .text("timeZone", Zones.name(question.zone()));
        if (question.hasInterval()) {
            json.message("askedInterval", question.interval());
        }
        if (!question.categories().isEmpty()) {
            json.texts(
                    "categories",
                    question.categories().stream().map(EventCategory::name).toList());
        }
    }

    /** Activity over time, by hours or days of the zone if these are known, otherwise by UTC days. */
    void writeOverTime(PageJson json, AccountSelection accounts, Interval observed) {
        var overTime = new OverTime(Buckets.of(observed), Zones.counted(question.zone()), List.of());
        if (observed.hasStartTime() && observed.hasEndTime()) {
            overTime = answers.ask("Activity over time", () -> overTime(accounts, observed), overTime);
        }
        json.rows("overTime", Rows.whole(overTime.points()))
                .text("bucket", overTime.bucket() == TimeBucket.TIME_BUCKET_HOUR ? "HOUR" : "DAY")
                .text("bucketZone", Zones.name(overTime.zone()));
    }

    private record OverTime(TimeBucket bucket, ZoneId zone, List<ActivityPoint> points) {}

    private OverTime overTime(AccountSelection accounts, Interval observed) {
        try {
            return overTime(accounts, observed, Buckets.of(observed), Zones.counted(question.zone()));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
                throw e;
            }
            // Hours and days of other zones are known since their rollup began.
            return overTime(accounts, observed, TimeBucket.TIME_BUCKET_DAY, Zones.UTC);
        }
    }

    private OverTime overTime(AccountSelection accounts, Interval observed, TimeBucket bucket, ZoneId zone) {
        var answer = reader.overTime(accounts, observed, question.categories(), bucket, zone);
        var points = Buckets.filled(answer.getPointsList(), answer.getScope().getObserved(), bucket, zone);
        return new OverTime(bucket, zone, points);
    }

    /** What was first seen recently; in an organization, only what none of its accounts had earlier. */
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
                .rows(
                        "unused",
                        new Rows<>(answer.getUnusedAccessList().subList(0, kept), Math.max(0, total - kept), 0));
    }
}
