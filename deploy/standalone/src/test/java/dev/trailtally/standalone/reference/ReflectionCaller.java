package dev.trailtally.standalone.reference;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The same through the server's reflection service, for machines without grpcurl. */
final class ReflectionCaller implements Caller {

    private static final Pattern FIELD_MASK = Pattern.compile("\\{\"paths\": \\[([^]]*)]}");

    private final Channel channel;
    private final Map<String, FileDescriptor> files = new HashMap<>();

    ReflectionCaller(Channel channel) {
        this.channel = channel;
    }

    @Override
    public Reply call(String rpc, String request) throws IOException, InterruptedException {
        var service = rpc.substring(0, rpc.indexOf('/'));
        var found = find(service);
        if (found == null) {
            return Reply.of(List.of(), Reply.NO_SERVICE);
        }
        var method = Objects.requireNonNull(found.findMethodByName(rpc.substring(rpc.indexOf('/') + 1)), rpc);
        var message = DynamicMessage.newBuilder(method.getInputType());
        JsonFormat.parser().merge(standard(request), message);
        var answers = new ArrayList<String>();
        try {
            new DynamicCall(channel)
                    .send(method, message.build())
                    .forEachRemaining(answer -> answers.add(json(answer)));
            return Reply.of(answers, "");
        } catch (StatusRuntimeException e) {
            return Reply.of(
                    answers, e.getStatus().getCode() + ": " + e.getStatus().getDescription());
        }
    }

    /** Field masks in protobuf's JSON form; grpcurl accepts them only as messages. */
    static String standard(String request) {
        return FIELD_MASK
                .matcher(request)
                .replaceAll(mask -> '"' + mask.group(1).replaceAll("[\" ]", "") + '"');
    }

    private static String json(DynamicMessage message) {
        try {
            return JsonFormat.printer().print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(message.getDescriptorForType().getFullName(), e);
        }
    }

    private @Nullable ServiceDescriptor find(String service) throws IOException, InterruptedException {
        var name = service.substring(service.lastIndexOf('.') + 1);
        var answer = ask(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(service)
                .build());
        var protos = new HashMap<String, FileDescriptorProto>();
        FileDescriptorProto last = null;
        for (ByteString bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            var proto = FileDescriptorProto.parseFrom(bytes);
            protos.put(proto.getName(), proto);
            last = proto.getServiceList().stream()
                            .anyMatch(found -> found.getName().equals(name))
                    ? proto
                    : last;
        }
        return last == null ? null : file(last, protos).findServiceByName(name);
    }

    private FileDescriptor file(FileDescriptorProto proto, Map<String, FileDescriptorProto> protos) {
        var known = files.get(proto.getName());
        if (known != null) {
            return known;
        }
        var imports = proto.getDependencyList().stream()
                .map(name -> file(Objects.requireNonNull(protos.get(name), name), protos))
                .toArray(FileDescriptor[]::new);
        try {
            var file = FileDescriptor.buildFrom(proto, imports);
            files.put(proto.getName(), file);
            return file;
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(proto.getName(), e);
        }
    }

    private ServerReflectionResponse ask(ServerReflectionRequest question) throws InterruptedException {
        var answers = new CompletableFuture<ServerReflectionResponse>();
        var questions = ServerReflectionGrpc.newStub(channel)
                .withDeadlineAfter(1, TimeUnit.MINUTES)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        answers.complete(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answers.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        answers.completeExceptionally(new IllegalStateException("no answer"));
                    }
                });
        questions.onNext(question);
        questions.onCompleted();
        return answers.join();
    }
}
