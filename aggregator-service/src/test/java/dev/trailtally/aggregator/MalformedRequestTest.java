package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.schema.TestDatabase;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no protobuf message of the rpc. */
class MalformedRequestTest {

    private static final byte[] CUT = {0x0a, 0x7f, 0x31}; // a field of 127 bytes, of which one follows

    private static TestDatabase database;
    private static TestAggregator service;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        service = TestAggregator.on(database);
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    static Stream<MethodDescriptor<?, ?>> methods() {
        return RollupServiceGrpc.getServiceDescriptor().getMethods().stream();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodRefusesWhatItCannotParse(MethodDescriptor<?, ?> method) {
        var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> call(method));

        assertThat(refusal).as("the answer of " + method.getFullMethodName()).isNotNull();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private static void call(MethodDescriptor<?, ?> method) {
        var bytes = method.toBuilder(new Bytes(), new Bytes()).build();
        if (method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING) {
            ClientCalls.blockingServerStreamingCall(service.channel(), bytes, CallOptions.DEFAULT, CUT)
                    .forEachRemaining(message -> {});
        } else {
            ClientCalls.blockingUnaryCall(service.channel(), bytes, CallOptions.DEFAULT, CUT);
        }
    }

    private record Bytes() implements Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
