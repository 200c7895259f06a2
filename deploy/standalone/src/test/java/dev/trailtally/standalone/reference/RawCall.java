package dev.trailtally.standalone.reference;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Calls whose request is any bytes, and what an answer to them may be. */
record RawCall(Channel channel) {

    private static final int DEADLINE_SECONDS = 20;

    /** What a caller can do something about. */
    private static final Set<Code> CANONICAL = Set.of(
            Code.INVALID_ARGUMENT,
            Code.NOT_FOUND,
            Code.ALREADY_EXISTS,
            Code.FAILED_PRECONDITION,
            Code.OUT_OF_RANGE,
            Code.RESOURCE_EXHAUSTED,
            Code.PERMISSION_DENIED);

    /** What is wrong with the answer; empty if it is correct. */
    Optional<String> fault(MethodDescriptor rpc, ByteString request) {
        try {
            send(rpc, request);
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            int errors = 0;
            int violations = 0;
            var status = StatusProto.fromThrowable(e);
            for (var detail : status == null ? List.<Any>of() : status.getDetailsList()) {
                errors += detail.is(ErrorInfo.class) ? 1 : 0;
                violations += detail.is(BadRequest.class) || isMalformed(detail) ? 1 : 0;
            }
            var code = e.getStatus().getCode();
            boolean right =
                    CANONICAL.contains(code) && errors == 1 && (code != Code.INVALID_ARGUMENT || violations == 1);
            var said = String.valueOf(e.getMessage());
            return right ? Optional.empty() : Optional.of(said.length() <= 200 ? said : said.substring(0, 200));
        }
    }

    private void send(MethodDescriptor rpc, ByteString request) {
        var method = io.grpc.MethodDescriptor.<ByteString, ByteString>newBuilder()
                .setType(rpc.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
                .setFullMethodName(rpc.getService().getFullName() + "/" + rpc.getName())
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        var options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        ClientCalls.blockingServerStreamingCall(channel, method, options, request)
                .forEachRemaining(answer -> {});
    }

    private static boolean isMalformed(Any detail) {
        try {
            return detail.is(ErrorInfo.class)
                    && detail.unpack(ErrorInfo.class).getReason().equals("MALFORMED_REQUEST");
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private record Bytes() implements Marshaller<ByteString> {

        @Override
        public InputStream stream(ByteString message) {
            return message.newInput();
        }

        @Override
        public ByteString parse(InputStream stream) {
            try {
                return ByteString.readFrom(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
