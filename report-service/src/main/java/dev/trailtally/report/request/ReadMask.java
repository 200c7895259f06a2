package dev.trailtally.report.request;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import dev.trailtally.rpc.RpcErrors;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The field "read_mask" of a request, checked: which top-level fields of the response are requested, by name. */
public record ReadMask(Set<String> names) {

    private static final String ALL = "*";

    public ReadMask {
        names = Set.copyOf(names);
    }

    /** All fields if no path is given, or "*". */
    public static ReadMask of(FieldMask mask, Descriptor response) {
        var known = response.getFields().stream()
                .map(FieldDescriptor::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (int i = 0; i < mask.getPathsCount(); i++) {
            var path = mask.getPaths(i);
            if (!path.equals(ALL) && !known.contains(path)) {
                throw RpcErrors.invalidArgument(
                        "read_mask.paths[%d]".formatted(i),
                        "\"%s\"; allowed are %s and %s"
                                .formatted(RpcErrors.brief(path), String.join(", ", known), ALL));
            }
        }
        var paths = mask.getPathsList();
        return new ReadMask(paths.isEmpty() || paths.contains(ALL) ? known : Set.copyOf(paths));
    }

    /** Whether any of the fields is requested. */
    public boolean asks(String... fields) {
        return Arrays.stream(fields).anyMatch(names::contains);
    }

    /** Removes fields that were not requested. */
    public void cut(Message.Builder response) {
        for (var field : response.getDescriptorForType().getFields()) {
            if (!names.contains(field.getName())) {
                response.clearField(field);
            }
        }
    }
}
