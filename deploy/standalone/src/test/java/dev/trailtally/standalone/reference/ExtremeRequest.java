package dev.trailtally.standalone.reference;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A valid request with a field behind it, as bytes, whose value is at or beyond what its type can hold; parsers take the last
 * value of a field, and merge messages.
 *
 * @param what field and value, in words
 */
record ExtremeRequest(String what, ByteString bytes) {

    private static final int MAX_DEPTH = 4;
    private static final int MANY = 10_000;
    private static final int UNKNOWN_FIELD = 19_000 - 1;
    private static final List<Long> NUMBERS =
            List.of(0L, -1L, 1L, (long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
    private static final List<Long> SECONDS = List.of(
            Long.MIN_VALUE, Long.MAX_VALUE, -62_135_596_801L, -62_135_596_800L, 253_402_300_799L, 253_402_300_800L);

    private record Value(String what, ByteString bytes) {}

    /** Writes one field. */
    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    /** All of one request, whose type this is. */
    static List<ExtremeRequest> of(Descriptor type, ByteString valid) {
        return Stream.concat(variants(type, 1), malformed())
                .map(value -> new ExtremeRequest(value.what(), valid.concat(value.bytes())))
                .toList();
    }

    /** With another page token. */
    static ExtremeRequest withToken(FieldDescriptor field, ByteString valid, String token) {
        return new ExtremeRequest(
                field.getName() + " = " + token,
                valid.concat(
                        text(field, "token", ByteString.copyFromUtf8(token)).bytes()));
    }

    /** Bytes that are no message of any type, or hardly one. */
    private static Stream<Value> malformed() {
        return Stream.of(
                new Value("field number 0", bytes(0x00, 0x01)),
                new Value("an unknown wire type", bytes(0x0f, 0x01)),
                new Value("a length beyond the end", bytes(0x0a, 0x7f, 'a')),
                new Value("a length below 0", bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f)),
                new Value("a number of 11 bytes", written(out -> {
                    out.writeTag(UNKNOWN_FIELD, WireFormat.WIRETYPE_VARINT);
                    for (int i = 0; i < 11; i++) {
                        out.writeRawByte(0xff);
                    }
                })),
                new Value("an end without a beginning", bytes(0x0c)),
                new Value("100,000 groups in each other", written(out -> {
                    for (int i = 0; i < 100_000; i++) {
                        out.writeTag(UNKNOWN_FIELD, WireFormat.WIRETYPE_START_GROUP);
                    }
                })),
                new Value("100,000 unknown fields", written(out -> {
                    for (int i = 0; i < 100_000; i++) {
                        out.writeInt32(UNKNOWN_FIELD, i);
                    }
                })));
    }

    private static ByteString bytes(int... bytes) {
        return written(out -> {
            for (int one : bytes) {
                out.writeRawByte(one);
            }
        });
    }

    private static Stream<Value> variants(Descriptor type, int depth) {
        var all = new ArrayList<Value>();
        for (var field : type.getFields()) {
            all.addAll(values(field, depth));
        }
        all.add(new Value("an unknown field", written(out -> out.writeString(UNKNOWN_FIELD, "x"))));
        return all.stream();
    }

    private static List<Value> values(FieldDescriptor field, int depth) {
        int number = field.getNumber();
        var values = switch (field.getJavaType()) {
            case INT, LONG, ENUM, BOOLEAN ->
                numbers(type(field))
                        .map(value -> value(field, value + "", out -> out.writeInt64(number, value)))
                        .toList();
            case STRING, BYTE_STRING -> texts(field);
            case DOUBLE ->
                Stream.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.MAX_VALUE)
                        .map(value -> value(field, value + "", out -> out.writeDouble(number, value)))
                        .toList();
            case FLOAT -> List.of(value(field, "NaN", out -> out.writeFloat(number, Float.NaN)));
            case MESSAGE -> messages(field, depth);
        };
        var many = new ArrayList<>(values);
        many.add(new Value(field.getName() + " of another type", written(out -> out.writeFixed32(number, -1))));
        if (!field.isRepeated()) {
            return many;
        }
        var one = field.getJavaType() == JavaType.STRING
                ? text(field, "", ByteString.copyFromUtf8("012345678901")).bytes()
                : values.getFirst().bytes();
        if (one.size() < 100) {
            many.add(new Value(field.getName() + ": " + MANY + " elements", repeated(one)));
        }
        return many;
    }

    private static JavaType type(FieldDescriptor field) {
        return field.getJavaType();
    }

    private static Stream<Long> numbers(JavaType type) {
        return type == JavaType.BOOLEAN ? Stream.of(0L, 1L, 2L) : Stream.concat(NUMBERS.stream(), Stream.of(99L));
    }

    private static List<Value> texts(FieldDescriptor field) {
        return List.of(
                text(field, "empty", ByteString.EMPTY),
                text(field, "100,000 characters", ByteString.copyFromUtf8("a".repeat(100_000))),
                text(field, "3,000 times ü", ByteString.copyFromUtf8("ü".repeat(3_000))),
                text(field, "U+0000", ByteString.copyFromUtf8("a\0b")),
                text(field, "no UTF-8", ByteString.copyFrom(new byte[] {'a', (byte) 0xff})),
                text(field, "a lone surrogate", ByteString.copyFrom(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80
                })),
                text(field, "Arabic-Indic digits", ByteString.copyFromUtf8("\u0660\u0661".repeat(6))),
                text(field, "1,000 asterisks", ByteString.copyFromUtf8("*".repeat(1_000))),
                text(field, "%_\\", ByteString.copyFromUtf8("%_\\")),
                text(field, "a line feed", ByteString.copyFrom("a\r\nb".getBytes(StandardCharsets.UTF_8))));
    }

    private static List<Value> messages(FieldDescriptor field, int depth) {
        var name = field.getMessageType().getFullName();
        if (name.equals("google.protobuf.Timestamp") || name.equals("google.protobuf.Duration")) {
            return Stream.concat(
                            SECONDS.stream().map(seconds -> time(field, seconds, 0)),
                            Stream.of(Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 999_999_999)
                                    .map(nanos -> time(field, 0, nanos)))
                    .toList();
        }
        if (depth == MAX_DEPTH) {
            return List.of(message(field, new Value("empty", ByteString.EMPTY)));
        }
        return Stream.concat(
                        Stream.of(new Value("empty", ByteString.EMPTY)), variants(field.getMessageType(), depth + 1))
                .map(value -> message(field, value))
                .toList();
    }

    private static Value time(FieldDescriptor field, long seconds, int nanos) {
        var content = written(out -> {
            out.writeInt64(1, seconds);
            out.writeInt32(2, nanos);
        });
        return message(field, new Value(seconds + " s " + nanos + " ns", content));
    }

    private static Value message(FieldDescriptor field, Value content) {
        return new Value(
                field.getName() + "." + content.what(),
                written(out -> out.writeBytes(field.getNumber(), content.bytes())));
    }

    private static Value text(FieldDescriptor field, String what, ByteString text) {
        return value(field, what, out -> out.writeBytes(field.getNumber(), text));
    }

    private static Value value(FieldDescriptor field, String what, Writing writing) {
        return new Value(field.getName() + " = " + what, written(writing));
    }

    private static ByteString repeated(ByteString one) {
        return written(out -> {
            for (int i = 0; i < MANY; i++) {
                out.writeRawBytes(one);
            }
        });
    }

    private static ByteString written(Writing writing) {
        var bytes = ByteString.newOutput();
        var out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteString();
    }
}
