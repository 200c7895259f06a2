package dev.trailtally.collector.cloudtrail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * Opens log objects, gzip or plain as their first bytes say. A gzip object is checked to its end before the first of its
 * bytes is given: a usual one is inflated into a buffer meanwhile, a large one is opened a second time. Not thread-safe; an
 * input must be read before the next one is opened.
 */
public final class LogInputs {

    /** What is larger, uncompressed, is read twice. CloudTrail's own files have a few MiB. */
    static final int MAX_BUFFERED_BYTES = 32 << 20;

    private static final int INITIAL_BYTES = 1 << 20;
    private static final int HEAD_BYTES = 512;
    private static final int GZIP_MAGIC = 0x1f8b;

    private byte[] buffer = new byte[INITIAL_BYTES];

    /**
     * Opens the object's bytes as stored.
     *
     * @param <E> how opening can fail
     */
    public interface Opener<E extends Exception> {

        InputStream open() throws E, IOException;
    }

    /**
     * Opens an object; the result closes what it opened.
     *
     * @param namedLikeLog whether its name is that of a log, so that it is one whatever its first bytes are
     * @throws NotALogException if by name and first bytes it is not a log
     * @throws UnreadableException if it is in a format that is not read
     */
    public <E extends Exception> LogInput open(boolean namedLikeLog, Opener<E> opener) throws E, IOException {
        var stored = opener.open();
        try {
            var head = stored.readNBytes(HEAD_BYTES);
            var whole = new SequenceInputStream(new ByteArrayInputStream(head), stored);
            if (head.length >= 2 && (((head[0] & 0xff) << 8) | (head[1] & 0xff)) == GZIP_MAGIC) {
                return inflated(whole, namedLikeLog, opener);
            }
            admit(head, head.length, namedLikeLog, "");
            return new LogInput(inUtf8(whole, head, head.length), 0, null);
        } catch (Throwable e) {
            stored.close();
            throw e;
        }
    }

    private <E extends Exception> LogInput inflated(InputStream stored, boolean namedLikeLog, Opener<E> opener)
            throws E, IOException {
        UnreadableException damage = null;
        long size = 0;
        long trusted;
        try (var gzip = new GzipInput(stored)) {
            try {
                size = inflate(gzip);
            } catch (UnreadableException e) {
                damage = e;
                size = e.offset();
            }
            trusted = damage == null ? size : gzip.trusted();
        }
        int head = (int) Math.min(Math.min(size, HEAD_BYTES), buffer.length);
        if (size > 0) {
            admit(buffer, head, namedLikeLog, "inside gzip, ");
        }
        var content = size <= buffer.length
                ? new ByteArrayInputStream(buffer, 0, (int) trusted)
                : new FirstBytes(new GzipInput(opener.open()), trusted);
        return new LogInput(inUtf8(content, buffer, head), trusted, damage);
    }

    /** Inflates to the end, as much as fits into the buffer; returns the whole size. */
    private long inflate(GzipInput gzip) throws IOException {
        int held = 0;
        for (int count = gzip.read(buffer, 0, buffer.length); count >= 0; ) {
            held += count;
            if (held == buffer.length) {
                if (buffer.length == MAX_BUFFERED_BYTES) {
                    return held + skip(gzip);
                }
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            count = gzip.read(buffer, held, buffer.length - held);
        }
        return held;
    }

    private static long skip(GzipInput gzip) throws IOException {
        var scratch = new byte[HEAD_BYTES << 8];
        long skipped = 0;
        for (int count = gzip.read(scratch, 0, scratch.length); count >= 0; ) {
            skipped += count;
            count = gzip.read(scratch, 0, scratch.length);
        }
        return skipped;
    }

    private static InputStream inUtf8(InputStream content, byte[] head, int length) {
        var utf16 = Utf16Input.detect(head, length);
        return utf16 == null ? content : new Utf16Input(content, utf16);
    }

    private static void admit(byte[] head, int length, boolean namedLikeLog, String where) throws IOException {
        var format = Format.of(head, length);
        if (format != null && (namedLikeLog || format.mayHoldLogs())) {
            throw new UnreadableException(Reason.UNSUPPORTED_FORMAT, where + format.advice(), 0);
        }
        if (format != null) {
            throw new NotALogException(where + format.advice());
        }
        if (!namedLikeLog && !Format.looksLikeRecords(head, length)) {
            throw new NotALogException(where + "begins neither as JSON nor as a log line");
        }
    }
}
