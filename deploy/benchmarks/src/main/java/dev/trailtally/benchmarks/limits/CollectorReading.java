package dev.trailtally.benchmarks.limits;

import dev.trailtally.collector.cloudtrail.LogInputs;
import dev.trailtally.collector.cloudtrail.RecordReader;
import dev.trailtally.collector.event.BatchFiller;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.collector.scan.ScanFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** The collector's own way from file to batch, without a database: source -> record -> event -> batch. Not thread-safe. */
final class CollectorReading {

    private static final UUID SCAN = new UUID(0, 1);
    private static final ScanFilter EVERYTHING = new ScanFilter(Set.of(), Set.of(), null, null);

    private final LongAdder records;
    private final BatchFiller filler;
    private final LogInputs inputs = new LogInputs();
    private long objectId;

    /** @param records counts what is read; full batches are discarded */
    CollectorReading(LongAdder records) {
        this.records = records;
        this.filler = new BatchFiller(EventBatch.MAX_EVENTS, Clock.systemUTC(), batch -> {});
    }

    void read(Path file) throws IOException {
        objectId++;
        var size = Files.size(file);
        filler.begin(new ClaimedObject(
                objectId, SCAN, SCAN, file.toUri().toString(), "1", null, 0, size, EVERYTHING, false, Instant.EPOCH));
        try (var input = inputs.open(true, () -> Files.newInputStream(file))) {
            RecordReader.read(input, filler);
        }
        filler.finish();
        records.add(filler.done());
    }
}
