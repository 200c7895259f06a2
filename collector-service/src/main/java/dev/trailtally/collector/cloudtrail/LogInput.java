package dev.trailtally.collector.cloudtrail;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The uncompressed bytes of a log object, gzip or plain as its first bytes tell. Bounded: an object that expands further
 * than CloudTrail's own do, in ratio or in size, ends with an {@link UnreadableException}.
 */
public final class LogInput extends InputStream {

    /** Real logs compress 10 to 40 times; deflate itself reaches 1,032. */
    static final int MAX_RATIO = 250;

    /** Below this size no ratio is absurd: a short log of one repeated event compresses well. */
    static final long RATIO_FREE_BYTES = 16L << 20;

    static final long MAX_BYTES = 16L << 30;

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int BUFFER_BYTES = 128 << 10;

    private final StoredBytes stored;
    private final InputStream uncompressed;
    private final boolean gzip;
    private long bytes;

    private LogInput(StoredBytes stored, InputStream uncompressed, boolean gzip) {
        this.stored = stored;
        this.uncompressed = uncompressed;
        this.gzip = gzip;
    }

    /** Takes over the stream: closing the result closes it, and it is closed where opening fails. */
    public static LogInput of(InputStream object) throws IOException {
        var stored = new StoredBytes(object);
        try {
            stored.mark(2);
            int magic = (stored.read() << 8) | stored.read();
            stored.reset();
            boolean gzip = magic == GZIP_MAGIC;
            return new LogInput(stored, gzip ? inflating(stored) : stored, gzip);
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count;
        try {
            count = uncompressed.read(target, offset, length);
        } catch (ZipException | EOFException e) {
            throw new UnreadableException(
                    Reason.DAMAGED_GZIP, "gzip stream is damaged or ends early: " + e.getMessage(), bytes);
        }
        bytes += Math.max(count, 0);
        if (bytes > MAX_BYTES || (gzip && bytes > RATIO_FREE_BYTES && bytes / MAX_RATIO > stored.count())) {
            throw new UnreadableException(
                    Reason.EXPANDS_TOO_FAR,
                    "expands to more than " + bytes + " bytes from " + stored.count() + " (limits: " + MAX_RATIO
                            + " times, " + MAX_BYTES + " bytes)",
                    bytes);
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        uncompressed.close();
    }

    private static InputStream inflating(StoredBytes stored) throws IOException {
        try {
            return new GZIPInputStream(stored, BUFFER_BYTES);
        } catch (ZipException | EOFException e) {
            throw new UnreadableException(Reason.DAMAGED_GZIP, "gzip header is damaged: " + e.getMessage(), 0);
        }
    }

    /** Counts what was taken from the store, and never claims to be empty: GZIPInputStream would miss further members. */
    private static final class StoredBytes extends FilterInputStream {

        private long taken;

        StoredBytes(InputStream object) {
            super(new BufferedInputStream(object, BUFFER_BYTES));
        }

        long count() {
            return taken;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            taken += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            taken += Math.max(count, 0);
            return count;
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
