package dev.trailtally.standalone.reference;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A request of each rpc that the server answers, for tests that change it. */
record RightRequests(ReferenceServer server, List<Example> examples) {

    /** Those of the reference. */
    static RightRequests of(ReferenceServer server) throws IOException {
        return new RightRequests(server, Example.all());
    }

    DynamicMessage of(MethodDescriptor rpc) {
        var example = examples.stream()
                .filter(found -> found.fullName().equals(rpc.getFullName()))
                .findFirst()
                .orElseThrow();
        var message = DynamicMessage.newBuilder(rpc.getInputType());
        try {
            JsonFormat.parser().merge(ReflectionCaller.standard(server.filled(example.request())), message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the example of " + rpc.getName() + " is wrong", e);
        }
        return message.build();
    }

    /** The token of a first page of one row; empty if there are no pages, or only one. */
    Optional<String> firstToken(MethodDescriptor rpc) {
        var size = rpc.getInputType().findFieldByName("page_size");
        if (size == null) {
            return Optional.empty();
        }
        var asked = of(rpc).toBuilder().setField(size, 1).build();
        var answer = new DynamicCall(server.channel()).send(rpc, asked).next();
        var token = answer.getField(rpc.getOutputType().findFieldByName("next_page_token"));
        return Optional.of(token.toString()).filter(text -> !text.isEmpty());
    }
}
