package dev.trailtally.simulator.s3;

import dev.trailtally.simulator.event.SimulatedEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A delivered file: made of its events each time that it is read, so that none is kept. */
final class LogObject {

    private final SimulatedEvents events;
    private final int[] indexes;
    private final Instant deliveredAt;
    private volatile @Nullable Facts facts;

    /** What a listing says of an object, and can only be known from its content. */
    record Facts(int size, String etag) {}

    LogObject(SimulatedEvents events, List<Integer> indexes, Instant deliveredAt) {
        this.events = events;
        this.indexes = indexes.stream().mapToInt(Integer::intValue).toArray();
        this.deliveredAt = deliveredAt;
    }

    Instant deliveredAt() {
        return deliveredAt;
    }

    Facts facts() {
        var known = facts;
        return known == null ? facts(content()) : known;
    }

    byte[] content() {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("{\"Records\":[".getBytes(StandardCharsets.UTF_8));
            for (var position = 0; position < indexes.length; position++) {
                var separator = position == 0 ? "" : ",";
                gzip.write((separator + events.record(indexes[position])).getBytes(StandardCharsets.UTF_8));
            }
            gzip.write("]}".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        facts(bytes.toByteArray());
        return bytes.toByteArray();
    }

    private Facts facts(byte[] content) {
        var sum = new CRC32();
        sum.update(content);
        var etag = "\"" + HexFormat.of().toHexDigits(sum.getValue())
                + HexFormat.of().toHexDigits((long) Arrays.hashCode(content)) + "\"";
        var known = new Facts(content.length, etag);
        facts = known;
        return known;
    }
}
