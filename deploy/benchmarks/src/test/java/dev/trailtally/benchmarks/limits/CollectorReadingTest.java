package dev.trailtally.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.logs.LogGenerator;
import dev.trailtally.benchmarks.logs.LogPlan;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorReadingTest {

    @TempDir
    private Path folder;

    @Test
    void everyRecordComesInABatch() throws Exception {
        var plan = new LogPlan(3_000, 3, 2, LogPlan.DEFAULT_START, 3, 20, 0.05, 1);
        var truth = new LogGenerator(plan, folder.resolve("generated")).generate();
        var events = new LongAdder();

        var reading = new CollectorReading(events);
        for (var file : LogFolder.open(folder.resolve("generated")).files()) {
            reading.read(file);
        }

        assertThat(events.sum()).isEqualTo(truth.eventsRaw());
    }
}
