package dev.trailtally.collector.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrecedenceTest {

    private final Precedence precedence = new Precedence();

    @BeforeEach
    void oneBusyUnitAmongSmallOnes() {
        precedence.left("busy", 240);
        precedence.left("half", 120);
        precedence.left("small", 12);
        precedence.left("tiny", 1);
    }

    @Test
    void onAnIdleMachineEveryUnitUsesItsRate() {
        depart(1, 100);

        assertThat(precedence.share("tiny")).isEqualTo(1);
    }

    @Test
    void whileRequestsAreDelayedTheOthersSendAsOftenAsTheyMustToEndWithTheBusiest() {
        depart(200, 100);

        assertThat(precedence.share("busy")).isEqualTo(1);
        assertThat(precedence.share("half")).isEqualTo(1);
        assertThat(precedence.share("small")).isEqualTo(0.1);
        assertThat(precedence.share("tiny")).isEqualTo(0.05);
        assertThat(precedence.share("not yet known")).isEqualTo(1);
    }

    @Test
    void whenTheBusiestHasEndedTheNextIsTheBusiest() {
        depart(200, 100);

        precedence.ended("busy");
        precedence.left("small", 12);

        assertThat(precedence.share("small")).isEqualTo(0.2);
    }

    @Test
    void whenTheDelayIsOverEveryUnitUsesItsRateAgain() {
        depart(200, 100);

        depart(1, 100);

        assertThat(precedence.share("tiny")).isEqualTo(1);
    }

    private void depart(long millis, int requests) {
        for (int request = 0; request < requests; request++) {
            precedence.departed(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
