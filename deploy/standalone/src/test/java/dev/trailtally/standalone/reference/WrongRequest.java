package dev.trailtally.standalone.reference;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request in which one field has a value that no rpc allows.
 *
 * @param field its path
 * @param what the value, in words
 */
record WrongRequest(String field, String what, DynamicMessage message) {

    private static final String LONG_TEXT = "a".repeat(10_000);
    private static final int UNKNOWN_NUMBER = 99;
    private static final long YEAR_10000 = 253_402_300_800L;
    private static final Map<String, Map<String, Object>> NEEDED = Map.of(
            "Partition", Map.of("year", 2024, "month", 5),
            "S3Source", Map.of("bucket", "logs"),
            "LookupAttribute", Map.of("key", 2),
            "Repetition", Map.of("interval", 3_600));
    private static final Set<String> IN_WHOLE_MESSAGES =
            Set.of("google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask");

    /** All wrong variants of a valid request, by the types and names of its fields. */
    static List<WrongRequest> of(DynamicMessage right) {
        var wrong = new ArrayList<WrongRequest>();
        collect(right.getDescriptorForType(), "", List.of(), right, wrong);
        return wrong;
    }

    private static void collect(
            Descriptor type,
            String path,
            List<FieldDescriptor> parents,
            DynamicMessage right,
            List<WrongRequest> wrong) {
        for (var field : type.getFields()) {
            var here = path + field.getName();
            var isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (isMessage
                    && !field.isRepeated()
                    && !IN_WHOLE_MESSAGES.contains(field.getMessageType().getFullName())) {
                var below = Stream.concat(parents.stream(), Stream.of(field)).toList();
                collect(field.getMessageType(), here + ".", below, right, wrong);
            } else {
                values(field)
                        .forEach(value -> wrong.add(new WrongRequest(
                                field.isRepeated() ? here + "[0]" : here,
                                shown(value),
                                with(right, parents, field, value))));
            }
        }
    }

    private static Stream<Object> values(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> Stream.of(-1, 1_000_000);
            case ENUM -> Stream.of(unknown(field.getEnumType()));
            case STRING ->
                field.getName().startsWith("account_id") || field.getName().equals("exclude_account_ids")
                        ? Stream.of("12345", "1234567890123", "12345678901x")
                        : Stream.of(LONG_TEXT, "\0");
            case MESSAGE ->
                switch (field.getMessageType().getFullName()) {
                    case "google.protobuf.Timestamp" ->
                        Stream.of(
                                message(field, YEAR_10000, 0), message(field, 0, -1), message(field, 0, 1_000_000_000));
                    case "google.protobuf.Duration" -> Stream.of(message(field, -1, 0), message(field, 1L << 40, 0));
                    default -> Stream.of();
                };
            case LONG, FLOAT, DOUBLE, BOOLEAN, BYTE_STRING -> Stream.of();
        };
    }

    private static Object unknown(EnumDescriptor type) {
        return type.findValueByNumberCreatingIfUnknown(UNKNOWN_NUMBER);
    }

    private static Object message(FieldDescriptor field, long seconds, int nanos) {
        var type = field.getMessageType();
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("seconds"), seconds)
                .setField(type.findFieldByName("nanos"), nanos)
                .build();
    }

    private static DynamicMessage with(
            Message message, List<FieldDescriptor> parents, FieldDescriptor field, Object value) {
        var builder = DynamicMessage.newBuilder(message.getDescriptorForType()).mergeFrom(message);
        if (parents.isEmpty()) {
            return builder.setField(field, field.isRepeated() ? List.of(value) : value)
                    .build();
        }
        var parent = parents.getFirst();
        var inside = completed((Message) builder.getField(parent));
        var below = with(inside, parents.subList(1, parents.size()), field, value);
        return builder.setField(parent, below).build();
    }

    /** With valid values for its other fields, so that these are not refused. */
    private static Message completed(Message message) {
        var needed = NEEDED.getOrDefault(message.getDescriptorForType().getName(), Map.of());
        var builder = message.toBuilder();
        needed.forEach((name, value) -> {
            var field = message.getDescriptorForType().findFieldByName(name);
            switch (field.getJavaType()) {
                case ENUM -> builder.setField(field, field.getEnumType().findValueByNumber((int) value));
                case MESSAGE -> builder.setField(field, message(field, (int) value, 0));
                default -> builder.setField(field, value);
            }
        });
        return builder.build();
    }

    private static String shown(Object value) {
        var text = value.toString().replace("\n", " ").replace("\0", "U+0000");
        return text.length() <= 60 ? text : text.length() + " characters";
    }

    @Override
    public String toString() {
        return field + " = " + what;
    }
}
