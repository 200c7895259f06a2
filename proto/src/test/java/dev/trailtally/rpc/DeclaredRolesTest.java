package dev.trailtally.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.authorization.v1.AuthorizationProto;
import dev.trailtally.authorization.v1.Role;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclaredRolesTest {

    @Test
    void everyRpcOfTheContractDeclaresTheRoleItNeeds() throws Exception {
        var methods = methods();
        assertThat(methods).as("rpcs of the contract").hasSizeGreaterThan(10);
        assertThat(methods)
                .as("rpcs without option (trailtally.authorization.v1.required_role)")
                .filteredOn(method -> role(method) == Role.ROLE_UNSPECIFIED)
                .extracting(MethodDescriptor::getFullMethodName)
                .isEmpty();
    }

    private static List<MethodDescriptor<?, ?>> methods() throws Exception {
        var classes = Path.of(AuthorizationProto.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var methods = new ArrayList<MethodDescriptor<?, ?>>();
        try (var files = Files.walk(classes)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith("Grpc.class")).toList()) {
                var name = classes.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                var service = (ServiceDescriptor)
                        Class.forName(name).getMethod("getServiceDescriptor").invoke(null);
                methods.addAll(service.getMethods());
            }
        }
        return methods;
    }

    private static Role role(MethodDescriptor<?, ?> method) {
        var schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
        return schema == null
                ? Role.ROLE_UNSPECIFIED
                : schema.getMethodDescriptor().getOptions().getExtension(AuthorizationProto.requiredRole);
    }
}
