package dev.trailtally.collector.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The uncompressed bytes of a log object in UTF-8, as far as they can be trusted. If the object is damaged behind them, they
 * end with an {@link UnreadableException}.
 */
public final class LogInput extends InputStream {

    static final long MAX_BYTES = 16L << 30;

    private final InputStream content;
    private final @Nullable UnreadableException damage;
    private final long byteCount;
    private long bytes;

    LogInput(InputStream content, long byteCount, @Nullable UnreadableException damage) {
        this.content = content;
        this.byteCount = byteCount;
        this.damage = damage;
    }

    /** Size of the content in bytes; 0 if it is not known beforehand. */
    public long byteCount() {
        return byteCount;
    }

    /** Whether the object is known to be damaged. */
    public boolean isDamaged() {
        return damage != null;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = content.read(target, offset, length);
        if (count < 0 && damage != null) {
            throw damage;
        }
        bytes += Math.max(count, 0);
        if (bytes > MAX_BYTES) {
            throw new UnreadableException(Reason.EXPANDS_TOO_FAR, "is larger than " + MAX_BYTES + " bytes", bytes);
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
        content.close();
    }
}
