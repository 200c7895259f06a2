package dev.trailtally.standalone.command;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Set;

/** Why the services refuse to answer. */
final class Refusal {

    private static final Set<String> ANOTHER_COMMAND_LINE =
            Set.of("OTHER_IDENTITY", "SCAN_CANCELLED", "SCAN_REPEATED", "BEFORE_HORIZON");

    private Refusal() {}

    /** Whether another command line is needed: a value is out of range, the scan belongs to another identity, an option is missing. */
    static boolean ofCommandLine(StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case INVALID_ARGUMENT -> true;
            case FAILED_PRECONDITION -> ANOTHER_COMMAND_LINE.contains(reason(failure));
            default -> false;
        };
    }

    /** Whether no scan has found an organizational unit, so that there is nothing to read. */
    static boolean ofUnknownUnit(StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.NOT_FOUND
                && reason(failure).equals("UNKNOWN_ORGANIZATIONAL_UNIT");
    }

    /** Whether the database has no space left. */
    static boolean ofFullDisk(StatusRuntimeException failure) {
        return reason(failure).equals("DISK_FULL");
    }

    private static String reason(StatusRuntimeException failure) {
        try {
            var status = StatusProto.fromThrowable(failure);
            return status != null
                            && status.getDetailsCount() > 0
                            && status.getDetails(0).is(ErrorInfo.class)
                    ? status.getDetails(0).unpack(ErrorInfo.class).getReason()
                    : "";
        } catch (InvalidProtocolBufferException e) {
            return "";
        }
    }
}
