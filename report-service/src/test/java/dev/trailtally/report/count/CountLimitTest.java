package dev.trailtally.report.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CountLimitTest {

    private static final int MAX = 100_000;

    private final CountLimit limit = new CountLimit(MAX, Duration.ZERO);

    @Test
    void aReportMayHoldAllCountsButNoMore() {
        try (var report = limit.hold("ask for less")) {
            assertThatCode(() -> report.atLeast(MAX)).doesNotThrowAnyException();
            assertThatThrownBy(() -> report.atLeast(MAX + 1))
                    .hasMessageContaining("more than the 100,000 counts allowed")
                    .hasMessageContaining("ask for less");
        }
    }

    @Test
    void aSmallReportNeverWaitsForALargeOne() {
        try (var large = limit.hold("");
                var small = limit.hold("")) {
            large.atLeast(MAX);

            assertThatCode(() -> small.atLeast(10_000)).doesNotThrowAnyException();
            assertThatThrownBy(() -> small.atLeast(50_000))
                    .hasMessageContaining("other reports hold most of the 100,000 counts")
                    .hasMessageContaining("try again later");
        }
    }

    @Test
    void aLargeReportWaitsForTheEndOfAnother() throws InterruptedException {
        var patient = new CountLimit(MAX, Duration.ofMinutes(5));
        var done = new AtomicBoolean();
        var first = patient.hold("");
        first.atLeast(MAX);
        var second = Thread.startVirtualThread(() -> {
            try (var held = patient.hold("")) {
                held.atLeast(MAX);
                done.set(true);
            }
        });
        await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

        first.close();
        second.join();
        assertThat(done).isTrue();
    }

    @Test
    void whatAReportHeldIsFreeWhenItEnds() {
        for (int i = 0; i < 10; i++) {
            try (var report = limit.hold("")) {
                report.atLeast(MAX / 2);
                assertThatThrownBy(() -> report.atLeast(MAX + 1)).hasMessageContaining("counts allowed");
            }
        }
    }
}
