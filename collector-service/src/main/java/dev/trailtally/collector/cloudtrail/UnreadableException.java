package dev.trailtally.collector.cloudtrail;

import java.io.IOException;

/** An object cannot be read beyond this point; reading it again would end the same way. */
public final class UnreadableException extends IOException {

    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final long offset;

    UnreadableException(Reason reason, String detail, long offset) {
        super(detail);
        this.reason = reason;
        this.offset = offset;
    }

    /** Where, in bytes of the uncompressed object. */
    public long offset() {
        return offset;
    }

    public Reason reason() {
        return reason;
    }
}
