package dev.trailtally.report.stream;

import com.google.protobuf.MessageLite;
import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import java.util.Locale;
import java.util.Map;

/** The size that a client accepts by default: a larger message would end its call with a message of gRPC's own. */
public final class MessageSize {

    // Less than 4 MiB, to leave space for what surrounds a message.
    private static final int MAX_BYTES = 7 << 19;

    private MessageSize() {}

    /** Returns the message, or fails with advice. */
    public static <M extends MessageLite> M check(M message, String advice) {
        int bytes = message.getSerializedSize();
        if (bytes > MAX_BYTES) {
            throw RpcErrors.failure(
                    Code.RESOURCE_EXHAUSTED,
                    "TOO_LARGE",
                    String.format(
                            Locale.ROOT,
                            "the answer has %,d bytes, more than the %,d allowed: %s",
                            bytes,
                            MAX_BYTES,
                            advice),
                    Map.of("bytes", Integer.toString(bytes), "max_bytes", Integer.toString(MAX_BYTES)));
        }
        return message;
    }
}
