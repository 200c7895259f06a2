package dev.trailtally.standalone.reference;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.trailtally.authorization.v1.AuthorizationProto;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The generated part of proto/README.md. */
final class ReferenceText {

    private static final String ADDRESS = "localhost:9090";

    private final Contract contract;
    private final Function<MethodDescriptor, List<AnsweredExample>> examples;
    private final StringBuilder out = new StringBuilder();
    private final Map<String, GenericDescriptor> asked = new TreeMap<>();

    /** An example and the text of its answer. */
    record AnsweredExample(Example example, String answer) {}

    private ReferenceText(Contract contract, Function<MethodDescriptor, List<AnsweredExample>> examples) {
        this.contract = contract;
        this.examples = examples;
    }

    static String of(Contract contract, Function<MethodDescriptor, List<AnsweredExample>> examples) {
        var text = new ReferenceText(contract, examples);
        text.overview();
        contract.services().forEach(text::service);
        text.sharedTypes();
        return text.out.toString();
    }

    private void overview() {
        line("| service | rpcs |");
        line("|---|---|");
        for (var service : contract.services()) {
            var rpcs = service.getMethods().stream()
                    .map(rpc -> "[%s](#%s)".formatted(rpc.getName(), anchor(rpc.getName())))
                    .toList();
            line("| [%s](#%s) | %s |"
                    .formatted(service.getName(), anchor(service.getFullName()), String.join(", ", rpcs)));
        }
    }

    private void service(ServiceDescriptor service) {
        line("\n## " + service.getFullName());
        line("\nIn [`%1$s`](%1$s).\n".formatted(service.getFile().getName()));
        line(contract.comment(service));
        service.getMethods().forEach(this::rpc);
    }

    private void rpc(MethodDescriptor rpc) {
        line("\n### " + rpc.getName() + "\n");
        line(contract.comment(rpc));
        line("\nNeeds the role `%s`.".formatted(role(rpc)));
        line("\nReturns %s`%s`."
                .formatted(
                        rpc.isServerStreaming() ? "a stream of " : "",
                        rpc.getOutputType().getName()));
        fields(rpc.getInputType());
        for (var answered : examples.apply(rpc)) {
            var request = ReferenceServer.shown(answered.example().request());
            line("\n```\ngrpcurl -plaintext -d '%s' %s \\\n  %s\n```"
                    .formatted(
                            request.replace("'", "'\\''"),
                            ADDRESS,
                            answered.example().rpc()));
            line("```jsonc\n" + answered.answer() + "\n```");
        }
    }

    /** As in tokens and mappings: "reader". */
    private static String role(MethodDescriptor rpc) {
        var declared = rpc.getOptions().getExtension(AuthorizationProto.requiredRole);
        return declared.name().replace("ROLE_", "").toLowerCase(Locale.ROOT);
    }

    private void fields(Descriptor message) {
        if (message.getFields().isEmpty()) {
            line("\nThe request has no fields.");
            return;
        }
        line("\n| field | type | |");
        line("|---|---|---|");
        for (var field : message.getFields()) {
            line("| `%s` | %s | %s |".formatted(field.getName(), type(field), cell(contract.comment(field))));
            remember(field);
        }
    }

    private void remember(FieldDescriptor field) {
        switch (field.getJavaType()) {
            case MESSAGE -> {
                var type = field.getMessageType();
                if (isOurs(type) && asked.put(type.getFullName(), type) == null) {
                    type.getFields().forEach(this::remember);
                }
            }
            case ENUM -> asked.put(field.getEnumType().getFullName(), field.getEnumType());
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING -> {}
        }
    }

    private void sharedTypes() {
        line("\n## Messages and enums of requests");
        for (var type : asked.values()) {
            line("\n### " + type.getFullName() + "\n");
            switch (type) {
                case Descriptor message -> {
                    line(contract.comment(message));
                    fields(message);
                }
                case EnumDescriptor values -> values(values);
                default -> throw new IllegalStateException(type.getFullName());
            }
        }
    }

    private void values(EnumDescriptor type) {
        line(contract.comment(type));
        line("\n| value | |");
        line("|---|---|");
        for (var value : type.getValues()) {
            line("| `%s` | %s |".formatted(value.getName(), cell(contract.comment(value))));
        }
    }

    private static String type(FieldDescriptor field) {
        var oneof = field.getRealContainingOneof();
        var name = switch (field.getJavaType()) {
            case MESSAGE -> linked(field.getMessageType());
            case ENUM -> linked(field.getEnumType());
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
                field.getType().name().toLowerCase(Locale.ROOT);
        };
        return (field.isRepeated() ? "repeated " : "")
                + name
                + (oneof == null ? "" : ", one of `" + oneof.getName() + "`");
    }

    private static String linked(GenericDescriptor type) {
        return isOurs(type)
                ? "[%s](#%s)".formatted(type.getName(), anchor(type.getFullName()))
                : "`" + type.getFullName() + "`";
    }

    private static boolean isOurs(GenericDescriptor type) {
        return type.getFullName().startsWith("trailtally.");
    }

    private static String cell(String comment) {
        return comment.replace("|", "\\|").replace("\n\n", "<br>");
    }

    /** The anchor that web views of Markdown create for a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replace(".", "");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
