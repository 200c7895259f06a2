package dev.trailtally.standalone.command;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Why the services refuse to answer. */
final class Refusal {

    private Refusal() {}

    /** Whether the command line asked for what cannot be, such as a value out of range. */
    static boolean ofCommandLine(StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.INVALID_ARGUMENT;
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
