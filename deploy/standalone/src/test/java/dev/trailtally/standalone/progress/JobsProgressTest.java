package dev.trailtally.standalone.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.RequestCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.terminal.LiveLines;
import dev.trailtally.standalone.terminal.Screen;
import dev.trailtally.standalone.terminal.WindowSize;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsProgressTest {

    private static final Source LAST_ACCESSED = Source.newBuilder()
            .setLastAccessed(LastAccessedSource.getDefaultInstance())
            .build();

    private final StringWriter talk = new StringWriter();
    private final MovableClock clock = new MovableClock();

    @Test
    void aTerminalHasTheJobsOfEachBusyAccountAndOfAll() {
        var screen = show(state(2, account("111122223333"), listing("444455556666")));

        assertThat(screen.lines())
                .containsExactly(
                        "111122223333 Payments                45 %  30/40 jobs made  11 running  18 done  1 failed"
                                + "  3 throttled  0:10 left",
                        "444455556666                          0 %  listing users, roles, groups and policies",
                        "total: 2 of 12 accounts, 240 jobs: 210 made, 30 running, 175 done, 5 failed, 2 throttled");
    }

    @Test
    void accountsThatDoNotFitAreSummedUp() {
        var state = state(2).toBuilder();
        for (int i = 0; i < 30; i++) {
            state.addBusyAccounts(account("1111222233" + (10 + i)));
        }

        assertThat(show(state.build()).lines().get(7))
                .contains("and 23 more accounts", "690/920 jobs made", "23 failed", "69 throttled");
    }

    @Test
    void ofJobsThatFailForOneReasonInOneAccountTheFirstIsShownAndANextStepOnce() {
        var failed = state(2).toBuilder();
        for (int i = 0; i < 5; i++) {
            failed.getScanBuilder()
                    .addFailures(Failure.newBuilder()
                            .setCode(i == 4 ? "DEADLINE_EXCEEDED" : "AccessDenied")
                            .setAccountId("111122223333")
                            .setObjectUri("arn:aws:iam::111122223333:role/r" + i)
                            .setMessage("not authorized")
                            .setNextStep("allow it"));
        }
        failed.getScanBuilder().setFailureCount(240);

        assertThat(show(failed.build(), failed.build()).lines())
                .hasSize(4)
                .startsWith(
                        "failed: AccessDenied arn:aws:iam::111122223333:role/r0: not authorized",
                        "  next step: allow it",
                        "failed: DEADLINE_EXCEEDED arn:aws:iam::111122223333:role/r4: not authorized");
    }

    @Test
    void elsewhereALineTellsTheTimeLeft() {
        try (var progress = Progress.on(new PrintWriter(talk), false, clock, LAST_ACCESSED)) {
            progress.show(state(2));
            clock.advance(Duration.ofSeconds(2));
            progress.show(state(4));
        }
        assertThat(talk.toString().lines())
                .containsExactly("collecting: 4 of 12 accounts, 240 jobs: 210 made, 30 running, 175 done, 5 failed,"
                        + " 2 throttled, about 0:08 left");
    }

    private Screen show(WatchScanResponse... states) {
        var lines = new LiveLines(new PrintWriter(talk), () -> new WindowSize(10, 160));
        var progress = new AccountsProgress(lines, new JobsPace(clock));
        for (var state : states) {
            progress.show(state);
        }
        progress.close();
        return Screen.after(talk.toString());
    }

    private static WatchScanResponse state(int complete, AccountProgress... busy) {
        return WatchScanResponse.newBuilder()
                .setScan(Scan.newBuilder()
                        .setSource(LAST_ACCESSED)
                        .setJobs(JobCounts.newBuilder()
                                .setTotal(240)
                                .setPending(30)
                                .setRunning(30)
                                .setDone(175)
                                .setFailed(5))
                        .setRequests(RequestCounts.newBuilder().setSent(600).setThrottled(2))
                        .setUnits(UnitCounts.newBuilder()
                                .setTotal(12)
                                .setComplete(complete)
                                .setPending(12 - complete)))
                .addAllBusyAccounts(List.of(busy))
                .build();
    }

    private static AccountProgress account(String id) {
        return listing(id).toBuilder()
                .setAccountName("Payments")
                .setRequests(RequestCounts.newBuilder().setThrottled(3))
                .setJobs(JobCounts.newBuilder()
                        .setTotal(40)
                        .setPending(10)
                        .setRunning(11)
                        .setDone(18)
                        .setFailed(1))
                .setWindowShare(0.45)
                .setRemaining(Durations.fromSeconds(10))
                .build();
    }

    private static AccountProgress listing(String id) {
        return AccountProgress.newBuilder()
                .setAccountId(id)
                .setUnits(UnitCounts.newBuilder().setTotal(1).setRunning(1))
                .build();
    }
}
