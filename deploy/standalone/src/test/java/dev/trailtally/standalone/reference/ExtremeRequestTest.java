package dev.trailtally.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every field of every request of all services, at and beyond the limits of its type. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class ExtremeRequestTest {

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

    private Contract contract;
    private List<Example> examples;
    private ReferenceServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        contract = Contract.read();
        examples = Example.all();
        server = ReferenceServer.start(folder);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void everyRpcAnswersACodeThatTheContractKnows() throws Exception {
        var wrong = new ArrayList<String>();
        for (var rpc : contract.rpcs()) {
            for (var request : requests(rpc)) {
                fault(rpc, request.bytes())
                        .ifPresent(fault -> wrong.add(rpc.getName() + " " + request.what() + ": " + fault));
            }
        }

        assertThat(wrong).isEmpty();
        for (var rpc : contract.rpcs()) {
            assertThat(fault(rpc, right(rpc).toByteString()))
                    .as("%s afterwards", rpc.getName())
                    .isEmpty();
        }
    }

    private List<ExtremeRequest> requests(MethodDescriptor rpc) throws InvalidProtocolBufferException {
        var valid = right(rpc);
        var requests = new ArrayList<>(ExtremeRequest.of(rpc.getInputType(), valid.toByteString()));
        var field = rpc.getInputType().findFieldByName("page_token");
        for (var token : firstToken(rpc, valid).stream().toList()) {
            int half = token.length() / 2;
            for (var damaged :
                    List.of(token.substring(0, half), token.substring(1), token + "AAAA", token + token, "=" + token)) {
                requests.add(ExtremeRequest.withToken(field, valid.toByteString(), damaged));
            }
        }
        return requests;
    }

    /** The token of a first page of one row; empty if there are no pages, or only one. */
    private Optional<String> firstToken(MethodDescriptor rpc, DynamicMessage valid) {
        var size = rpc.getInputType().findFieldByName("page_size");
        if (size == null) {
            return Optional.empty();
        }
        var answer = new DynamicCall(server.channel())
                .send(rpc, valid.toBuilder().setField(size, 1).build())
                .next();
        var token = answer.getField(rpc.getOutputType().findFieldByName("next_page_token"));
        return Optional.of(token.toString()).filter(text -> !text.isEmpty());
    }

    /** What is wrong with the answer; empty if it is correct. */
    private Optional<String> fault(MethodDescriptor rpc, ByteString request) throws InvalidProtocolBufferException {
        try {
            send(rpc, request);
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            int errors = 0;
            int violations = 0;
            var status = StatusProto.fromThrowable(e);
            for (var detail : status == null ? List.<com.google.protobuf.Any>of() : status.getDetailsList()) {
                errors += detail.is(ErrorInfo.class) ? 1 : 0;
                boolean named = detail.is(BadRequest.class)
                        || (detail.is(ErrorInfo.class)
                                && detail.unpack(ErrorInfo.class).getReason().equals("MALFORMED_REQUEST"));
                violations += named ? 1 : 0;
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
        ClientCalls.blockingServerStreamingCall(server.channel(), method, options, request)
                .forEachRemaining(answer -> {});
    }

    private DynamicMessage right(MethodDescriptor rpc) throws InvalidProtocolBufferException {
        var example = examples.stream()
                .filter(found -> found.fullName().equals(rpc.getFullName()))
                .findFirst()
                .orElseThrow();
        var message = DynamicMessage.newBuilder(rpc.getInputType());
        JsonFormat.parser().merge(ReflectionCaller.standard(server.filled(example.request())), message);
        return message.build();
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
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
