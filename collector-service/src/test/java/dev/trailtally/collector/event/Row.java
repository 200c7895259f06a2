package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.cloudtrail.RecordReader;
import dev.trailtally.collector.cloudtrail.RecordSink;
import dev.trailtally.collector.cloudtrail.RecordView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;

/** What one record becomes in a batch, as texts. */
record Row(boolean failed, String errorCode, Identity identity, UUID eventId) {

    /** Reads a record as a collector does. */
    static Row of(RecordText record) {
        var batch = new EventBatch(new UUID(0, 0), null);
        try {
            RecordReader.read(new ByteArrayInputStream(record.toString().getBytes(UTF_8)), new Filler(batch));
        } catch (IOException e) {
            throw new AssertionError("cannot be read: " + record, e);
        }
        var errorCode = batch.errorCode[0] == EventBatch.ABSENT ? "" : batch.errorCodes.text(batch.errorCode[0]);
        return new Row(
                Flags.failed(batch.flags[0]),
                errorCode,
                batch.identities.get(batch.identity[0]),
                new UUID(batch.idHigh[0], batch.idLow[0]));
    }

    private record Filler(EventBatch batch) implements RecordSink {

        @Override
        public void record(RecordView record) {
            new EventReader(Clock.systemUTC())
                    .add(record, EventReader.account(record, null), EventReader.second(record), 1, false, batch);
        }

        @Override
        public void rejected(Reason reason, String detail, long number, long offset) {
            throw new AssertionError("rejected: " + reason + ": " + detail);
        }

        @Override
        public void ignored(long number) {
            throw new AssertionError("ignored");
        }
    }
}
