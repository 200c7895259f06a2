package dev.trailtally.collector.event;

import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.collector.cloudtrail.LogInputs;
import dev.trailtally.collector.cloudtrail.NotALogException;
import dev.trailtally.collector.cloudtrail.RecordReader;
import dev.trailtally.collector.cloudtrail.UnreadableException;
import dev.trailtally.collector.scan.ScanFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What became of a log object.
 *
 * @param eventIds of its rows
 * @param accounted how many records became a row, were rejected, excluded or ignored
 */
record Outcome(ObjectProgress progress, List<UUID> eventIds, long rejected, long accounted) {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-02T00:00:00Z"), ZoneOffset.UTC);

    private static final int BATCH_EVENTS = 10_000;

    /** Reads objects one after the other as a collector does, with buffers that all objects share. */
    static final class Reader {

        private final LogInputs inputs = new LogInputs();
        private final List<EventBatch> batches = new ArrayList<>();
        private final BatchFiller filler = new BatchFiller(BATCH_EVENTS, CLOCK, batches::add);
        private long objectId;

        Outcome read(byte[] stored) throws IOException {
            batches.clear();
            objectId++;
            filler.begin(claim(stored.length));
            try {
                readRecords(stored);
                filler.finish();
            } catch (NotALogException e) {
                filler.finishLeftAlone(String.valueOf(e.getMessage()));
            } catch (UnreadableException e) {
                filler.finishUnreadable(e);
            }
            filler.flush();
            return outcome();
        }

        private void readRecords(byte[] stored) throws IOException {
            try (var input = inputs.open(true, () -> new ByteArrayInputStream(stored))) {
                filler.makeRoom(input.byteCount());
                if (input.isDamaged()) {
                    filler.damaged();
                }
                RecordReader.read(input, filler);
            } catch (UnprovenException e) {
                if (isSound(stored)) {
                    filler.sound();
                } else {
                    filler.damaged();
                }
                readRecords(stored);
            }
        }

        private boolean isSound(byte[] stored) throws IOException {
            try (var input = inputs.open(true, () -> new ByteArrayInputStream(stored))) {
                return JsonCheck.isSound(input);
            }
        }

        private ClaimedObject claim(int bytes) {
            return new ClaimedObject(
                    objectId,
                    new UUID(0, 1),
                    new UUID(0, 2),
                    "logs/o.json.gz",
                    "",
                    null,
                    0,
                    bytes,
                    new ScanFilter(Set.of(), Set.of(), null, null),
                    true,
                    CLOCK.instant());
        }

        private Outcome outcome() {
            var ids = new ArrayList<UUID>();
            long rejected = 0;
            long others = 0;
            for (var batch : batches) {
                for (int row = 0; row < batch.size(); row++) {
                    ids.add(new UUID(batch.idHigh[row], batch.idLow[row]));
                }
                rejected += batch.rejections.count();
                others += batch.excluded + batch.ignored;
            }
            var progress =
                    Objects.requireNonNull(batches.getLast().objects.get(objectId), "the object has no progress");
            return new Outcome(progress, ids, rejected, ids.size() + rejected + others);
        }
    }

    /** Whether something of the object is reported as not read. */
    boolean isReported() {
        return rejected > 0 || progress.state().equals("unreadable");
    }
}
