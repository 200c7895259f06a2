package dev.trailtally.collector.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnitPriorityTest {

    private final UnitPriority priority = new UnitPriority();

    @BeforeEach
    void oneBusyUnitAmongSmallOnes() {
        priority.left("busy", 240);
        priority.left("half", 120);
        priority.left("small", 12);
        priority.left("tiny", 1);
    }

    @Test
    void onAnIdleMachineEveryUnitUsesItsRate() {
        depart(1, 100);

        assertThat(priority.share("tiny")).isEqualTo(1);
    }

    @Test
    void whileRequestsAreDelayedTheOthersSendAsOftenAsTheyMustToEndWithTheBusiest() {
        depart(200, 100);

        assertThat(priority.share("busy")).isEqualTo(1);
        assertThat(priority.share("half")).isEqualTo(1);
        assertThat(priority.share("small")).isEqualTo(0.1);
        assertThat(priority.share("tiny")).isEqualTo(0.05);
        assertThat(priority.share("not yet known")).isEqualTo(1);
    }

    @Test
    void whenTheBusiestHasEndedTheNextIsTheBusiest() {
        depart(200, 100);

        priority.ended("busy");

        assertThat(priority.share("small")).isEqualTo(0.2);
    }

    @Test
    void whenTheDelayIsOverEveryUnitUsesItsRateAgain() {
        depart(200, 100);

        depart(1, 100);

        assertThat(priority.share("tiny")).isEqualTo(1);
    }

    private void depart(long millis, int requests) {
        for (int request = 0; request < requests; request++) {
            priority.departed(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
