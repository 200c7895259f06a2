package dev.trailtally.report;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The error of a failed call. */
final class Failures {

    private Failures() {}

    /** Its code, reason and metadata's values. */
    static String reason(ThrowingCallable call) {
        var failure = failure(call);
        try {
            var info = Objects.requireNonNull(StatusProto.fromThrowable(failure))
                    .getDetails(0)
                    .unpack(ErrorInfo.class);
            return failure.getStatus().getCode() + " " + info.getReason() + " "
                    + String.join(",", info.getMetadataMap().values());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    static String message(ThrowingCallable call) {
        return Objects.requireNonNull(failure(call).getStatus().getDescription());
    }

    private static StatusRuntimeException failure(ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call), "it did not fail");
    }
}
