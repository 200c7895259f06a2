package dev.trailtally.rpc;

import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.BindableService;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.util.ArrayList;
import java.util.stream.Stream;

/** What all services of the contract have in common. */
public final class RpcServices {

    private static final String REFLECTION = "grpc.reflection.v1.ServerReflection";

    private RpcServices() {}

    /**
     * The services for a server: each refuses requests that cannot be parsed, and reflection also describes
     * the details of errors.
     */
    public static Stream<ServerServiceDefinition> of(Stream<BindableService> services) {
        return services.map(BindableService::bindService).map(RpcServices::of);
    }

    private static ServerServiceDefinition of(ServerServiceDefinition service) {
        var described = service.getServiceDescriptor();
        var schema = described.getSchemaDescriptor();
        var descriptor = ServiceDescriptor.newBuilder(described.getName())
                .setSchemaDescriptor(
                        described.getName().equals(REFLECTION) && schema instanceof ProtoFileDescriptorSupplier file
                                ? withErrorDetails(file.getFileDescriptor())
                                : schema);
        var methods = new ArrayList<ServerMethodDefinition<?, ?>>();
        for (var method : service.getMethods()) {
            var refusing = MalformedRequests.refusedBy(method);
            descriptor.addMethod(refusing.getMethodDescriptor());
            methods.add(refusing);
        }
        var served = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(served::addMethod);
        return served.build();
    }

    /**
     * Reflection knows the files of services and what they import. No service imports the details of errors, which are sent
     * as Any, so that clients without the file could not print them.
     */
    private static ProtoFileDescriptorSupplier withErrorDetails(FileDescriptor file) {
        var details = ErrorDetailsProto.getDescriptor();
        var imports = new ArrayList<>(file.getDependencies());
        imports.add(details);
        try {
            var importing = FileDescriptor.buildFrom(
                    file.toProto().toBuilder().addDependency(details.getName()).build(),
                    imports.toArray(FileDescriptor[]::new));
            return () -> importing;
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(file.getName() + " is valid with one import more", e);
        }
    }
}
