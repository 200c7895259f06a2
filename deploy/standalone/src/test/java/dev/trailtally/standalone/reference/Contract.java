package dev.trailtally.standalone.reference;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import dev.trailtally.authorization.v1.AuthorizationProto;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The contract from its jar: descriptors with the comments of the .proto files. */
final class Contract {

    private static final String FILE = "/trailtally/trailtally.protoset";
    private static final int MESSAGE = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER;
    private static final int ENUM = FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER;
    private static final int SERVICE = FileDescriptorProto.SERVICE_FIELD_NUMBER;

    /** The location of an element in a file: numbers of fields and positions in descriptor.proto. */
    private record Place(String file, List<Integer> path) {}

    private final List<FileDescriptor> files;
    private final Map<Place, String> comments = new HashMap<>();

    private Contract(FileDescriptorSet set) throws DescriptorValidationException {
        var built = new HashMap<String, FileDescriptor>();
        // A set lists a file after all its imports.
        for (var file : set.getFileList()) {
            var imports = file.getDependencyList().stream()
                    .map(name -> Objects.requireNonNull(built.get(name), name))
                    .toArray(FileDescriptor[]::new);
            built.put(file.getName(), FileDescriptor.buildFrom(file, imports));
            file.getSourceCodeInfo()
                    .getLocationList()
                    .forEach(location ->
                            comments.put(new Place(file.getName(), location.getPathList()), comment(location)));
        }
        this.files = set.getFileList().stream()
                .map(file -> Objects.requireNonNull(built.get(file.getName())))
                .filter(file -> file.getPackage().startsWith("trailtally."))
                .sorted((one, other) -> one.getName().compareTo(other.getName()))
                .toList();
    }

    static Contract read() throws IOException, DescriptorValidationException {
        try (var in = Contract.class.getResourceAsStream(FILE)) {
            return new Contract(FileDescriptorSet.parseFrom(Objects.requireNonNull(in, FILE), options()));
        }
    }

    /** The contract's own options, without which the role of an rpc is an unknown field. */
    private static ExtensionRegistry options() {
        var options = ExtensionRegistry.newInstance();
        AuthorizationProto.registerAllExtensions(options);
        return options;
    }

    /** By package, then in the order of the files. */
    List<ServiceDescriptor> services() {
        return files.stream().flatMap(file -> file.getServices().stream()).toList();
    }

    List<MethodDescriptor> rpcs() {
        return services().stream()
                .flatMap(service -> service.getMethods().stream())
                .toList();
    }

    String comment(ServiceDescriptor service) {
        return comment(service.getFile(), SERVICE, service.getIndex());
    }

    String comment(MethodDescriptor rpc) {
        return comment(rpc.getFile(), SERVICE, rpc.getService().getIndex(), 2, rpc.getIndex());
    }

    String comment(Descriptor message) {
        return comment(message.getFile(), MESSAGE, message.getIndex());
    }

    String comment(FieldDescriptor field) {
        return comment(field.getFile(), MESSAGE, field.getContainingType().getIndex(), 2, field.getIndex());
    }

    String comment(EnumDescriptor type) {
        return comment(type.getFile(), ENUM, type.getIndex());
    }

    String comment(EnumValueDescriptor value) {
        return comment(value.getFile(), ENUM, value.getType().getIndex(), 2, value.getIndex());
    }

    private String comment(FileDescriptor file, Integer... path) {
        return comments.getOrDefault(new Place(file.getName(), List.of(path)), "");
    }

    /** As one line for each paragraph. */
    private static String comment(Location location) {
        return location.getLeadingComments()
                .strip()
                .replaceAll("\n ?\n ?", "\n\n")
                .replaceAll("(?<!\n)\n ?(?!\n)", " ");
    }
}
