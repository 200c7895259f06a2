package dev.trailtally.standalone.reference;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Calls by descriptors, without generated code.
 *
 * @param timeout of each call
 */
public record DynamicCall(Channel channel, Duration timeout) {

    DynamicCall(Channel channel) {
        this(channel, Duration.ofMinutes(1));
    }

    /** What the server answers, as it arrives. */
    public Iterator<DynamicMessage> send(MethodDescriptor rpc, DynamicMessage request) {
        var input = DynamicMessage.getDefaultInstance(rpc.getInputType());
        var output = DynamicMessage.getDefaultInstance(rpc.getOutputType());
        var method = io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                .setType(rpc.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
                .setFullMethodName(rpc.getService().getFullName() + "/" + rpc.getName())
                .setRequestMarshaller(ProtoUtils.marshaller(input))
                .setResponseMarshaller(ProtoUtils.marshaller(output))
                .build();
        var options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toSeconds(), TimeUnit.SECONDS);
        return ClientCalls.blockingServerStreamingCall(channel, method, options, request);
    }
}
