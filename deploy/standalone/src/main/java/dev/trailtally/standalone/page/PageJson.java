package dev.trailtally.standalone.page;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.standalone.summary.Tally;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Writes the values of a page as one JSON object; messages in protobuf's JSON form. */
final class PageJson {

    private static final JsonFormat.Printer MESSAGES = JsonFormat.printer().omittingInsignificantWhitespace();

    private final StringWriter text = new StringWriter();
    private final JsonWriter json = new JsonWriter(text);

    PageJson() {
        write(JsonWriter::beginObject);
    }

    PageJson text(String name, String value) {
        return write(writer -> writer.name(name).value(value));
    }

    PageJson number(String name, long value) {
        return write(writer -> writer.name(name).value(value));
    }

    PageJson time(String name, Instant value) {
        return text(name, value.toString());
    }

    PageJson message(String name, Message message) {
        return write(writer -> writer.name(name).jsonValue(print(message)));
    }

    PageJson texts(String name, List<String> values) {
        return write(writer -> {
            writer.name(name).beginArray();
            for (var value : values) {
                writer.value(value);
            }
            writer.endArray();
        });
    }

    PageJson rows(String name, Rows<?> rows) {
        return write(writer -> {
            writer.name(name).beginObject().name("rows").beginArray();
            for (Message row : rows.rows()) {
                writer.jsonValue(print(row));
            }
            writer.endArray();
            writer.name("moreRows").value(rows.moreRows());
            writer.name("moreEvents").value(rows.moreEvents());
            writer.endObject();
        });
    }

    /** The largest counts of a tally; with the same keys as {@link #rows}. */
    PageJson tally(String name, Tally tally, int limit) {
        var rest = tally.rest(limit);
        return write(writer -> {
            writer.name(name).beginObject().name("rows").beginArray();
            for (var count : tally.top(limit)) {
                writer.beginObject().name("value").value(count.name());
                writer.name("eventCount").value(count.events());
                writer.name("failedCount").value(count.failed());
                writer.endObject();
            }
            writer.endArray();
            writer.name("moreRows").value(Math.max(0, tally.size() - limit));
            writer.name("moreEvents").value(rest.events());
            writer.name("moreFailed").value(rest.failed());
            writer.endObject();
        });
    }

    /** A table of numbers with names of its rows and columns. */
    PageJson matrix(String name, List<String> rows, List<String> columns, long[][] values) {
        texts(name + "Rows", rows).texts(name + "Columns", columns);
        return write(writer -> {
            writer.name(name).beginArray();
            for (var row : values) {
                writer.beginArray();
                for (var value : row) {
                    writer.value(value);
                }
                writer.endArray();
            }
            writer.endArray();
        });
    }

    String end() {
        write(JsonWriter::endObject);
        return text.toString();
    }

    private static String print(Message message) throws InvalidProtocolBufferException {
        return MESSAGES.print(message);
    }

    private interface Step {
        void write(JsonWriter writer) throws IOException;
    }

    private PageJson write(Step step) {
        try {
            step.write(json);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("a value could not be written as JSON", e);
        }
    }
}
