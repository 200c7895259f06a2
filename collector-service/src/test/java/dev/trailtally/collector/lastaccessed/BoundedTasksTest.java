package dev.trailtally.collector.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundedTasksTest {

    @Test
    void workThatStartsMoreThanThereIsRoomForEnds() throws InterruptedException {
        var done = new AtomicInteger();
        try (var tasks = new BoundedTasks()) {
            for (int type = 0; type < 5; type++) {
                tasks.execute(() -> {
                    for (int entity = 0; entity < 10 * BoundedTasks.MAX; entity++) {
                        tasks.execute(done::incrementAndGet);
                    }
                });
            }
            tasks.await();
        }
        assertThat(done).hasValue(5 * 10 * BoundedTasks.MAX);
    }

    @Test
    void theFirstThatEndsUnexpectedlyEndsTheWait() {
        try (var tasks = new BoundedTasks()) {
            assertThatThrownBy(() -> {
                        tasks.execute(() -> Thread.sleep(Long.MAX_VALUE));
                        tasks.execute(() -> {
                            throw new IllegalStateException("broken");
                        });
                        tasks.await();
                    })
                    .hasMessage("broken");
        }
    }
}
