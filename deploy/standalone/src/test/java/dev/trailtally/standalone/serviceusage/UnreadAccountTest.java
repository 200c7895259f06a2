package dev.trailtally.standalone.serviceusage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.LookupGap;
import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.standalone.summary.AccountNotices;
import dev.trailtally.standalone.summary.UnreadAccount;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An account of which nothing was read: its empty report must not look like that of a quiet account. */
class UnreadAccountTest {

    private static final LookupGap DENIED = LookupGap.newBuilder()
            .setCode("AccessDenied")
            .setMessage("not allowed")
            .setNextStep("Allow it.")
            .build();
    private static final Month MONTH = Month.between(
                    Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-12-01T00:00:00Z"))
            .getFirst();

    private final StringWriter out = new StringWriter();

    @Test
    void jsonHasAnElementWithTheReason() throws IOException {
        var json = new UsageJson(out);
        json.unread(new AccountMonth(scope(DENIED), MONTH), new UnreadAccount("AccessDenied", "nothing was read"));
        json.end();

        assertThat(JsonParser.parseString(out.toString()).getAsJsonArray().get(0))
                .hasToString("""
                        {"account":{"identifier":"111122223333","name":"closed"},\
                        "description":"AWS service usage scan that read nothing",\
                        "partition":{"year":"2026","month":"11","region":""},\
                        "error":{"code":"AccessDenied","message":"nothing was read"},\
                        "results":{"event_source":"","service_usage":[]}}""");
    }

    @Test
    void csvHasARowWithTheReasonAndWithoutACount() throws IOException {
        var csv = new UsageCsv(out);
        csv.unread(new AccountMonth(scope(DENIED), MONTH), new UnreadAccount("AccessDenied", "nothing was read"));
        csv.end();

        assertThat(out.toString().lines().skip(1)).containsExactly("111122223333,closed,2026,11,,,,AccessDenied,");
    }

    @Test
    void theReportIsNotWhole() {
        var notices = new AccountNotices(new PrintWriter(out, true));
        notices.answered(scope(DENIED));
        notices.answered(scope(DENIED));
        notices.end("0 rows");

        assertThat(notices.anyFailed()).isTrue();
        assertThat(out.toString().lines())
                .containsExactly(
                        "unread: 111122223333 closed: nothing was read: not allowed; Allow it.",
                        "0 rows of 0 accounts; nothing was read for 1 more account");
    }

    @Test
    void aQuietAccountIsRead() {
        var quiet =
                RegionCoverage.newBuilder().setRegion("eu-west-1").addCompleteLookups(Interval.getDefaultInstance());
        var read = RegionCoverage.newBuilder().setRegion("eu-west-1").setReadCount(1);

        assertThat(UnreadAccount.find(scope(DENIED))).isNotNull();
        assertThat(UnreadAccount.find(scope(DENIED, quiet))).isNull();
        assertThat(UnreadAccount.find(scope(DENIED, read))).isNull();
        assertThat(UnreadAccount.find(ReportScope.getDefaultInstance()))
                .as("an account that nobody asked for")
                .isNull();
    }

    private static ReportScope scope(LookupGap gap, RegionCoverage.Builder... regions) {
        var coverage = Coverage.newBuilder().addLookupGaps(gap).setLookupGapCount(1);
        for (var region : regions) {
            coverage.addRegions(region);
        }
        return ReportScope.newBuilder()
                .setAccountId("111122223333")
                .setAccountName("closed")
                .setCoverage(coverage)
                .build();
    }
}
