package dev.trailtally.collector.cloudtrail;

import java.io.IOException;

/** The bytes of an object cannot be read on from here; reading them again would end the same way. */
public final class UnreadableException extends IOException {

    private final Reason reason;

    UnreadableException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
