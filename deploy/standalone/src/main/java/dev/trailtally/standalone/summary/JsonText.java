package dev.trailtally.standalone.summary;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Messages in protobuf's JSON form, as parts of a document. */
public final class JsonText {

    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().omittingInsignificantWhitespace().alwaysPrintFieldsWithNoPresence();

    private JsonText() {}

    /** One message on one line. */
    public static String of(MessageOrBuilder message) {
        try {
            return TerminalText.json(PRINTER.print(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "no JSON form for " + message.getDescriptorForType().getName(), e);
        }
    }

    /** Prints messages as the elements of an array, one per line. */
    public static Consumer<MessageOrBuilder> elements(PrintWriter out) {
        var separator = new StringBuilder("\n");
        return message -> {
            out.print(separator + of(message));
            separator.replace(0, separator.length(), ",\n");
        };
    }
}
