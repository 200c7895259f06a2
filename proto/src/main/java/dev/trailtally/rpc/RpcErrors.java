package dev.trailtally.rpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/** The errors of the contract: a canonical code, one ErrorInfo, and for input errors a BadRequest with the field. */
public final class RpcErrors {

    /** The domain of every ErrorInfo. */
    public static final String DOMAIN = "trailtally.dev";

    private RpcErrors() {}

    /**
     * INVALID_ARGUMENT with reason "INVALID_FIELD".
     *
     * @param field the field's path in the request, such as "interval.start_time"
     * @param description the value found and what is allowed
     */
    public static StatusRuntimeException invalidArgument(String field, String description) {
        var violation = BadRequest.FieldViolation.newBuilder().setField(field).setDescription(description);
        return StatusProto.toStatusRuntimeException(status(
                        Code.INVALID_ARGUMENT, "INVALID_FIELD", field + ": " + description, Map.of("field", field))
                .addDetails(Any.pack(
                        BadRequest.newBuilder().addFieldViolations(violation).build()))
                .build());
    }

    /**
     * Any other failure.
     *
     * @param reason a stable reason in upper snake case, such as "UNKNOWN_ACCOUNT"
     * @param message what happened and what to do
     * @param metadata the values that the message speaks of, by lowerCamelCase or snake_case name
     */
    public static StatusRuntimeException failure(
            Code code, String reason, String message, Map<String, String> metadata) {
        return StatusProto.toStatusRuntimeException(
                status(code, reason, message, metadata).build());
    }

    private static Status.Builder status(Code code, String reason, String message, Map<String, String> metadata) {
        var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason).putAllMetadata(metadata);
        return Status.newBuilder().setCode(code.getNumber()).setMessage(message).addDetails(Any.pack(info.build()));
    }
}
