package dev.trailtally.standalone.reference;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Replies as the reference shows them: without what differs from run to run, and shortened if they are long. */
final class AnswerText {

    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z0-9])");
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
    private static final String SAMPLE = "2024-05-";
    private static final Map<String, String> VARYING = Map.ofEntries(
            Map.entry("scanId", "<scan id>"),
            Map.entry("nextScanId", "<scan id>"),
            Map.entry("jobId", "<job id>"),
            Map.entry("nextPageToken", "<token>"),
            Map.entry("elapsed", "<duration>"),
            Map.entry("lag", "<duration>"),
            Map.entry("remaining", "<duration>"),
            Map.entry("sent", "<count>"),
            Map.entry("pages", "<count>"),
            Map.entry("requestCount", "<count>"),
            Map.entry("content", "<base64>"));
    private static final int MAX_ELEMENTS = 2;
    private static final int MAX_TEXT = 160;
    private static final String INDENT = "  ";

    private final String logFolder;

    AnswerText(String logFolder) {
        this.logFolder = logFolder;
    }

    /** @param sorted if the messages of a stream have no order: all except the last by their text */
    String of(Reply reply, boolean sorted) {
        var messages = new ArrayList<String>();
        for (var message : reply.messages()) {
            var text = new StringBuilder();
            object(text, message, "");
            messages.add(text.toString());
        }
        if (sorted && messages.size() > 1) {
            messages.subList(0, messages.size() - 1).sort(null);
        }
        if (!reply.error().isEmpty()) {
            messages.add("ERROR " + reply.error().replace(logFolder, ReferenceServer.SHOWN_FOLDER));
        }
        return String.join("\n", shortened(messages));
    }

    /** The first messages and the last, which has the totals. */
    private static List<String> shortened(List<String> messages) {
        int left = messages.size() - MAX_ELEMENTS - 1;
        if (left < 2) {
            return messages;
        }
        var shown = new ArrayList<>(messages.subList(0, MAX_ELEMENTS));
        shown.add("// … " + left + " more messages");
        shown.add(messages.getLast());
        return shown;
    }

    private void object(StringBuilder out, Struct object, String indent) {
        if (object.getFieldsCount() == 0) {
            out.append("{}");
            return;
        }
        var separator = "{\n";
        for (var field : object.getFieldsMap().entrySet()) {
            out.append(separator).append(indent).append(INDENT);
            var name = jsonName(field.getKey());
            out.append(quoted(name)).append(": ");
            var varying = VARYING.get(name);
            if (varying != null && isScalar(field.getValue())) {
                out.append(quoted(varying));
            } else {
                value(out, field.getValue(), indent + INDENT);
            }
            separator = ",\n";
        }
        out.append('\n').append(indent).append('}');
    }

    /** Some builds of grpcurl write names as in the .proto files. */
    private static String jsonName(String name) {
        return UNDERSCORE.matcher(name).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    private static boolean isScalar(Value value) {
        return !value.hasStructValue() && !value.hasListValue();
    }

    private void value(StringBuilder out, Value value, String indent) {
        switch (value.getKindCase()) {
            case STRUCT_VALUE -> object(out, value.getStructValue(), indent);
            case LIST_VALUE -> list(out, value.getListValue().getValuesList(), indent);
            case STRING_VALUE -> out.append(quoted(text(value.getStringValue())));
            case NUMBER_VALUE ->
                out.append(BigDecimal.valueOf(value.getNumberValue())
                        .stripTrailingZeros()
                        .toPlainString());
            case BOOL_VALUE -> out.append(value.getBoolValue());
            case NULL_VALUE, KIND_NOT_SET -> out.append("null");
        }
    }

    private void list(StringBuilder out, List<Value> values, String indent) {
        var separator = "[\n";
        for (var value : values.subList(0, Math.min(MAX_ELEMENTS, values.size()))) {
            out.append(separator).append(indent).append(INDENT);
            value(out, value, indent + INDENT);
            separator = ",\n";
        }
        if (values.size() > MAX_ELEMENTS) {
            out.append("\n").append(indent).append(INDENT).append("// … ");
            out.append(values.size() - MAX_ELEMENTS).append(" more");
        }
        out.append('\n').append(indent).append(']');
    }

    private String text(String text) {
        if (TIME.matcher(text).matches() && !text.startsWith(SAMPLE)) {
            return "<time>";
        }
        if (text.startsWith("http://127.0.0.1:")) {
            return "<endpoint>"; // on any free port
        }
        var shown = text.replace(logFolder, ReferenceServer.SHOWN_FOLDER);
        return shown.length() <= MAX_TEXT
                ? shown
                : shown.substring(0, MAX_TEXT) + "… (" + shown.length() + " characters)";
    }

    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
