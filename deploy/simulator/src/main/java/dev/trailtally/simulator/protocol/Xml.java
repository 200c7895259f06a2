package dev.trailtally.simulator.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes an XML document, element by element. */
public final class Xml {

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    public Xml open(String name) {
        open.push(name);
        text.append('<').append(name).append('>');
        return this;
    }

    /** Opens an element that sets the namespace of the document. */
    public Xml open(String name, String namespace) {
        open.push(name);
        text.append('<')
                .append(name)
                .append(" xmlns=\"")
                .append(escaped(namespace))
                .append("\">");
        return this;
    }

    public Xml close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    public Xml element(String name, String value) {
        text.append('<').append(name).append('>').append(escaped(value));
        text.append("</").append(name).append('>');
        return this;
    }

    /** Nothing if there is no value. */
    public Xml optional(String name, @Nullable Object value) {
        return value == null ? this : element(name, value.toString());
    }

    /** The document; closes what is still open. */
    public String document() {
        while (!open.isEmpty()) {
            close();
        }
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\r", "&#13;");
    }
}
