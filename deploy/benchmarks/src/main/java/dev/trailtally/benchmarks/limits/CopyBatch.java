package dev.trailtally.benchmarks.limits;

import dev.trailtally.benchmarks.logs.LogFolder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Distinct events of some files as rows of COPY's binary format, so that only COPY is timed. What the product does with them,
 * a row for many events, is to be seen against a row an event.
 */
record CopyBatch(ByteArrayOutputStream rows, int events) {

    private static final int EVENTS = 50_000;

    /** All events of a folder in the order of its files. */
    static List<CopyBatch> of(LogFolder logs) throws IOException {
        var batches = new ArrayList<CopyBatch>();
        var rows = new Rows();
        for (var file : logs.files()) {
            EventFields.read(file, rows::add);
            if (rows.events >= EVENTS) {
                batches.add(rows.take());
            }
        }
        if (rows.events > 0) {
            batches.add(rows.take());
        }
        return batches;
    }

    private static final class Rows {

        private static final short COLUMNS = 14;
        private static final long POSTGRES_EPOCH =
                Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

        private final Map<String, Integer> references = new HashMap<>();
        private final HashSet<UUID> seen = new HashSet<>();
        private ByteArrayOutputStream rows = new ByteArrayOutputStream();
        private int events;

        void add(EventFields event) {
            var id = UUID.fromString(event.value("eventID"));
            if (!seen.add(id)) {
                return;
            }
            var time = Instant.parse(event.value("eventTime"));
            try (var out = new DataOutputStream(rows)) {
                write(out, event, time, id);
            } catch (IOException e) {
                throw new IllegalStateException("a buffer in memory failed", e);
            }
            events++;
        }

        CopyBatch take() {
            var batch = new CopyBatch(rows, events);
            rows = new ByteArrayOutputStream();
            events = 0;
            return batch;
        }

        private void write(DataOutputStream out, EventFields event, Instant time, UUID id) throws IOException {
            out.writeShort(COLUMNS);
            number(out, Long.parseLong(event.value("recipientAccountId")));
            number(out, (time.getEpochSecond() - POSTGRES_EPOCH) * 1_000_000);
            out.writeInt(16);
            out.writeLong(id.getMostSignificantBits());
            out.writeLong(id.getLeastSignificantBits());
            number(out, 1);
            reference(out, "r" + event.value("awsRegion"));
            reference(out, "a" + event.value("eventSource") + event.value("eventName"));
            reference(out, "e" + event.value("errorCode"));
            reference(
                    out,
                    "p" + event.value("userIdentity.sessionContext.sessionIssuer.arn")
                            + event.value("userIdentity.invokedBy"));
            reference(out, "s" + event.value("userIdentity.principalId"));
            reference(out, "k" + event.value("userIdentity.accessKeyId"));
            reference(out, "i" + event.value("sourceIPAddress"));
            reference(out, "u" + event.value("userAgent"));
            flag(
                    out,
                    !event.value("errorCode").isEmpty()
                            || !event.value("errorMessage").isEmpty());
            flag(out, event.value("readOnly").equals("true"));
        }

        private void reference(DataOutputStream out, String text) throws IOException {
            out.writeInt(4);
            out.writeInt(references.computeIfAbsent(text, any -> references.size() + 1));
        }

        private static void number(DataOutputStream out, long value) throws IOException {
            out.writeInt(8);
            out.writeLong(value);
        }

        private static void flag(DataOutputStream out, boolean value) throws IOException {
            out.writeInt(1);
            out.writeBoolean(value);
        }
    }
}
