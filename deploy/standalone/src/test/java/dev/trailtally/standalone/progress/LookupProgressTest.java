package dev.trailtally.standalone.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.RequestCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.terminal.LiveLines;
import dev.trailtally.standalone.terminal.Screen;
import dev.trailtally.standalone.terminal.TerminalText;
import dev.trailtally.standalone.terminal.WindowSize;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupProgressTest {

    private static final Source LOOKUP =
            Source.newBuilder().setLookup(LookupSource.getDefaultInstance()).build();

    private final StringWriter talk = new StringWriter();
    private final MovableClock clock = new MovableClock();

    @Test
    void aTerminalHasALineForEachBusyAccountAndOneForTheWhole() {
        var screen = show(new WindowSize(10, 160), state(4, account("111122223333", "Payments")));

        assertThat(screen.lines())
                .containsExactly(
                        "111122223333 Payments                45 %  2/17 regions  12,340 events  812 pages  3 throttled"
                                + "  1 failed  2:10 left",
                        "total: 4 of 204 regions, 1,000 events, 0 events/s, 20 pages, 2 throttled");
    }

    @Test
    void koreanNamesTakeTwoColumnsEach() {
        var screen = show(
                new WindowSize(10, 160), state(4, account("111122223333", "데이터 플랫폼"), account("444455556666", "Data")));

        var columns = screen.lines().stream()
                .limit(2)
                .map(line -> TerminalText.width(line.substring(0, line.indexOf(" 45 %"))))
                .distinct();
        assertThat(columns).hasSize(1);
    }

    @Test
    void noLineIsWiderThanTheWindow() {
        var screen = show(new WindowSize(10, 40), state(4, account("111122223333", "데이터 플랫폼 데이터 플랫폼")));

        assertThat(screen.lines())
                .allSatisfy(line -> assertThat(TerminalText.width(line)).isLessThan(40));
    }

    @Test
    void accountsThatDoNotFitAreSummedUp() {
        var state = state(4).toBuilder();
        for (int i = 0; i < 30; i++) {
            state.addBusyAccounts(account("1111222233" + (10 + i), ""));
        }

        var screen = show(new WindowSize(6, 160), state.build());

        assertThat(screen.lines()).hasSize(5);
        assertThat(screen.lines().get(3)).contains("and 27 more accounts", "333,180 events");
        assertThat(screen.lines().get(4)).startsWith("total: ");
    }

    @Test
    void failuresStayAboveWhatMoves() {
        var failed = state(4, account("111122223333", "Payments")).toBuilder();
        failed.getScanBuilder()
                .addFailures(Failure.newBuilder()
                        .setCode("AccessDenied")
                        .setAccountId("444455556666")
                        .setRegion("eu-west-1")
                        .setMessage("not \u001b[31m authorized")
                        .setNextStep("allow cloudtrail:LookupEvents"))
                .setFailureCount(1);

        var screen = show(new WindowSize(10, 160), state(3), failed.build(), failed.build());

        assertThat(screen.lines())
                .hasSize(4)
                .startsWith(
                        "failed: AccessDenied 444455556666 eu-west-1: not ?[31m authorized",
                        "  next step: allow cloudtrail:LookupEvents");
    }

    @Test
    void elsewhereALineComesEveryTwoSecondsWithTheTimeLeftThatTheCollectorKnows() {
        try (var progress = Progress.on(new PrintWriter(talk), false, clock, LOOKUP)) {
            progress.show(state(4));
            clock.advance(Duration.ofSeconds(2));
            progress.show(state(6).toBuilder()
                    .setRemaining(Durations.fromSeconds(198))
                    .build());
            clock.advance(Duration.ofSeconds(2));
            progress.show(state(203));
        }
        assertThat(talk.toString().lines())
                .containsExactly(
                        "collecting: 6 of 204 regions, 1,500 events, 250 events/s, 20 pages, 2 throttled, about"
                                + " 3:18 left",
                        "collecting: 203 of 204 regions, 50,750 events, 12,437 events/s, 20 pages, 2 throttled");
    }

    private Screen show(WindowSize window, WatchScanResponse... states) {
        var progress = new AccountsProgress(new LiveLines(new PrintWriter(talk), () -> window), new LookupPace(clock));
        for (var state : states) {
            progress.show(state);
        }
        progress.close();
        return Screen.after(talk.toString());
    }

    private static WatchScanResponse state(int complete, AccountProgress... busy) {
        return WatchScanResponse.newBuilder()
                .setScan(Scan.newBuilder()
                        .setSource(LOOKUP)
                        .setRecords(RecordCounts.newBuilder().setRead(250L * complete))
                        .setRequests(RequestCounts.newBuilder().setPages(20).setThrottled(2))
                        .setUnits(UnitCounts.newBuilder()
                                .setTotal(204)
                                .setComplete(complete)
                                .setPending(204 - complete)))
                .addAllBusyAccounts(List.of(busy))
                .build();
    }

    private static AccountProgress account(String id, String name) {
        return AccountProgress.newBuilder()
                .setAccountId(id)
                .setAccountName(name)
                .setUnits(UnitCounts.newBuilder().setTotal(17).setComplete(2).setFailed(1))
                .setRequests(RequestCounts.newBuilder().setPages(812).setThrottled(3))
                .setRecordCount(12_340)
                .setWindowShare(0.45)
                .setRemaining(Durations.fromSeconds(130))
                .build();
    }
}
