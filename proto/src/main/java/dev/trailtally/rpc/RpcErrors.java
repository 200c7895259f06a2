package dev.trailtally.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** The errors of the contract: a canonical code, one ErrorInfo, for input errors a BadRequest with the field, and a RetryInfo if the same call can succeed later. */
public final class RpcErrors {

    /** The domain of every ErrorInfo. */
    public static final String DOMAIN = "trailtally.dev";

    // An error is sent in the headers of a call, which clients limit to 8 KiB: a longer one arrives as INTERNAL.
    private static final int MAX_MESSAGE_BYTES = 1_000;
    private static final int MAX_VALUE_BYTES = 300;

    private static final Duration DISK_FULL_DELAY = Duration.ofMinutes(1);

    private RpcErrors() {}

    /**
     * INVALID_ARGUMENT with reason "INVALID_FIELD".
     *
     * @param field the field's path in the request, such as "interval.start_time"
     * @param description the value found and what is allowed
     */
    public static StatusRuntimeException invalidArgument(String field, String description) {
        var violation = BadRequest.FieldViolation.newBuilder()
                .setField(shortened(field, MAX_VALUE_BYTES))
                .setDescription(shortened(description, MAX_MESSAGE_BYTES));
        return StatusProto.toStatusRuntimeException(status(
                        Code.INVALID_ARGUMENT, "INVALID_FIELD", field + ": " + description, Map.of("field", field))
                .addDetails(Any.pack(
                        BadRequest.newBuilder().addFieldViolations(violation).build()))
                .build());
    }

    /**
     * The result of a check of a message that is a field of another message here.
     *
     * @param parent the field's path in the request, such as "activity"
     */
    public static <T> T within(String parent, Supplier<T> checked) {
        try {
            return checked.get();
        } catch (StatusRuntimeException e) {
            var violation = violation(e);
            if (violation == null) {
                throw e;
            }
            throw invalidArgument(parent + "." + violation.getField(), violation.getDescription());
        }
    }

    /** The start of a value, for a message. */
    public static String brief(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }

    private static BadRequest.FieldViolation violation(StatusRuntimeException failure) {
        try {
            for (var detail : StatusProto.fromThrowable(failure).getDetailsList()) {
                if (detail.is(BadRequest.class)) {
                    return detail.unpack(BadRequest.class).getFieldViolations(0);
                }
            }
            return null;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a BadRequest of our own", e);
        }
    }

    /**
     * Any other failure.
     *
     * @param reason a stable reason in upper snake case, such as "UNKNOWN_ACCOUNT"
     * @param message what happened and what to do
     * @param metadata the values in the message, by lowerCamelCase or snake_case name
     */
    public static StatusRuntimeException failure(
            Code code, String reason, String message, Map<String, String> metadata) {
        return StatusProto.toStatusRuntimeException(
                status(code, reason, message, metadata).build());
    }

    /**
     * RESOURCE_EXHAUSTED with a RetryInfo: the same call can succeed later. A call that asks for too much is a {@link
     * #failure} without one.
     *
     * @param retryDelay after which it makes sense to call again
     */
    public static StatusRuntimeException busy(
            String reason, String message, Map<String, String> metadata, Duration retryDelay) {
        return repeatable(status(Code.RESOURCE_EXHAUSTED, reason, message, metadata), retryDelay);
    }

    /**
     * UNAVAILABLE with a RetryInfo: what the service needs does not answer now.
     *
     * @param retryDelay after which it makes sense to call again
     */
    public static StatusRuntimeException unavailable(
            String reason, String message, Map<String, String> metadata, Duration retryDelay) {
        return repeatable(status(Code.UNAVAILABLE, reason, message, metadata), retryDelay);
    }

    private static StatusRuntimeException repeatable(Status.Builder status, Duration retryDelay) {
        var delay = com.google.protobuf.Duration.newBuilder()
                .setSeconds(retryDelay.toSeconds())
                .setNanos(retryDelay.toNanosPart());
        return StatusProto.toStatusRuntimeException(status.addDetails(
                        Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()))
                .build());
    }

    /** RESOURCE_EXHAUSTED with reason "DISK_FULL": PostgreSQL's SQLSTATE 53100. */
    public static StatusRuntimeException diskFull() {
        return busy(
                "DISK_FULL",
                "the disk of the database is full; free space on it, then try again (stored data is kept)",
                Map.of(),
                DISK_FULL_DELAY);
    }

    private static Status.Builder status(Code code, String reason, String message, Map<String, String> metadata) {
        var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason);
        metadata.forEach((name, value) -> info.putMetadata(name, shortened(value, MAX_VALUE_BYTES)));
        return Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(shortened(message, MAX_MESSAGE_BYTES))
                .addDetails(Any.pack(info.build()));
    }

    /** Without its middle, if it is longer: the start shows what was requested, the end what is allowed. */
    private static String shortened(String text, int maxBytes) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= maxBytes) {
            return text;
        }
        var half = (maxBytes - "…".getBytes(StandardCharsets.UTF_8).length) / 2;
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var end = half;
        while (continues(bytes[end])) {
            end--;
        }
        var start = bytes.length - half;
        while (continues(bytes[start])) {
            start++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8)
                + "…"
                + new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }

    /** Whether a byte of UTF-8 continues a character. */
    private static boolean continues(byte part) {
        return (part & 0xc0) == 0x80;
    }
}
