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
        return append("<" + name + ">");
    }

    /** Opens an element that sets the namespace of the document. */
    public Xml open(String name, String namespace) {
        open.push(name);
        return append("<" + name + " xmlns=\"" + escaped(namespace) + "\">");
    }

    public Xml close() {
        return append("</" + open.pop() + ">");
    }

    public Xml element(String name, Object value) {
        return append("<" + name + ">").append(escaped(value.toString())).append("</" + name + ">");
    }

    /** Nothing if there is no value. */
    public Xml optional(String name, @Nullable Object value) {
        return value == null ? this : element(name, value);
    }

    /** The document; closes what is still open. */
    public String document() {
        while (!open.isEmpty()) {
            close();
        }
        return text.toString();
    }

    private Xml append(String part) {
        text.append(part);
        return this;
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\r", "&#13;");
    }
}
