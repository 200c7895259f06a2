package dev.trailtally.collector.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CrewTest {

    @Test
    void workThatStartsMoreThanThereIsRoomForEnds() throws InterruptedException {
        var done = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int type = 0; type < 5; type++) {
                crew.execute(() -> {
                    for (int entity = 0; entity < 10 * Crew.MAX; entity++) {
                        crew.execute(done::incrementAndGet);
                    }
                });
            }
            crew.await();
        }
        assertThat(done).hasValue(5 * 10 * Crew.MAX);
    }

    @Test
    void theFirstThatEndsUnexpectedlyEndsTheWait() {
        try (var crew = new Crew()) {
            assertThatThrownBy(() -> {
                        crew.execute(() -> Thread.sleep(Long.MAX_VALUE));
                        crew.execute(() -> {
                            throw new IllegalStateException("broken");
                        });
                        crew.await();
                    })
                    .hasMessage("broken");
        }
    }
}
