package dev.trailtally.collector.cloudtrail;

import java.io.IOException;

/** By name and first bytes the object is not a log but, for example, a README beside the logs: it is left alone. */
public final class NotALogException extends IOException {

    private static final long serialVersionUID = 1;

    NotALogException(String what) {
        super(what);
    }
}
