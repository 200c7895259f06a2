package dev.trailtally.collector.event;

import static dev.trailtally.collector.event.Mutations.gzip;
import static dev.trailtally.collector.event.Mutations.joined;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.function.UnaryOperator;

/** What holds several records. */
enum Container {
    LINES("", "\n", "", UnaryOperator.identity(), false),
    GZIP_LINES("", "\n", "", UnaryOperator.identity(), false) {
        @Override
        byte[] of(byte[] first, byte[] hostile, byte[] last) {
            return gzip(super.of(first, hostile, last));
        }
    },
    GZIP_MEMBERS("", "\n", "", UnaryOperator.identity(), false) {
        @Override
        byte[] of(byte[] first, byte[] hostile, byte[] last) {
            return joined(gzip(joined(first, LINE_FEED)), gzip(joined(hostile, LINE_FEED)), gzip(last));
        }
    },
    UTF_16_LITTLE("", "\n", "", UnaryOperator.identity(), false) {
        @Override
        byte[] of(byte[] first, byte[] hostile, byte[] last) {
            return utf16(super.of(first, hostile, last), UTF_16LE);
        }
    },
    UTF_16_BIG("", "\n", "", UnaryOperator.identity(), false) {
        @Override
        byte[] of(byte[] first, byte[] hostile, byte[] last) {
            return utf16(super.of(first, hostile, last), UTF_16BE);
        }
    },
    /** Without a closing bracket, so that the list cannot end before its last record. */
    RECORDS("{\"Records\":[", ",", "]}", Container::open, false),
    ARRAY("[", ",", "]", Container::open, false),
    DETAILS("", "\n", "", bytes -> around("{\"account\":\"111122223333\",\"detail\":", bytes, "}"), false),
    TEXTS("[", ",", "]", Container::quoted, true),
    LOG_EVENTS(
            "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[",
            ",",
            "]}",
            bytes -> around("{\"id\":\"1\",\"message\":", quoted(bytes), "}"),
            true),
    LOOKUP_PAGE(
            "{\"Events\":[",
            ",",
            "],\"NextToken\":\"t\"}",
            bytes -> around("{\"EventId\":\"e\",\"CloudTrailEvent\":", quoted(bytes), "}"),
            true);

    private static final byte[] LINE_FEED = {'\n'};

    private final String begin;
    private final String between;
    private final String end;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final UnaryOperator<byte[]> element;

    /** Whether what is inside a record cannot end it: no neighbour is lost, even if that is reported. */
    final boolean quotes;

    Container(String begin, String between, String end, UnaryOperator<byte[]> element, boolean quotes) {
        this.begin = begin;
        this.between = between;
        this.end = end;
        this.element = element;
        this.quotes = quotes;
    }

    byte[] of(byte[] first, byte[] hostile, byte[] last) {
        var separator = between.getBytes(UTF_8);
        return joined(
                begin.getBytes(UTF_8),
                element.apply(first),
                separator,
                element.apply(hostile),
                separator,
                element.apply(last),
                end.getBytes(UTF_8));
    }

    private static byte[] open(byte[] bytes) {
        return new String(bytes, ISO_8859_1).replace(']', ' ').getBytes(ISO_8859_1);
    }

    private static byte[] around(String before, byte[] bytes, String after) {
        return joined(before.getBytes(UTF_8), bytes, after.getBytes(UTF_8));
    }

    private static byte[] quoted(byte[] bytes) {
        var text = new StringBuilder("\"");
        for (char c : new String(bytes, ISO_8859_1).toCharArray()) {
            if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return text.append('"').toString().getBytes(ISO_8859_1);
    }

    private static byte[] utf16(byte[] bytes, Charset charset) {
        return ('\uFEFF' + new String(bytes, UTF_8)).getBytes(charset);
    }
}
