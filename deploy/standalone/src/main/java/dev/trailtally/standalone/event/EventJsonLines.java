package dev.trailtally.standalone.event;

import dev.trailtally.report.v1.Event;
import dev.trailtally.standalone.summary.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.Consumer;

/** Events as JSON, one per line, in protobuf's JSON form. */
public final class EventJsonLines implements Consumer<Event> {

    private final Writer out;

    public EventJsonLines(Writer out) {
        this.out = out;
    }

    @Override
    public void accept(Event event) {
        try {
            out.write(JsonText.of(event) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
