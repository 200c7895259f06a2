package dev.trailtally.collector.cloudtrail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** JSON's string escapes. */
final class Escapes {

    private Escapes() {}

    /** The text of a JSON string in UTF-8; a malformed escape stands for itself. */
    static byte[] unescape(byte[] json, int from, int to) {
        var text = new ByteArrayOutputStream(to - from);
        int at = from;
        while (at < to) {
            if (json[at] != '\\' || at + 1 == to) {
                text.write(json[at++]);
            } else if (json[at + 1] == 'u') {
                at = unicode(json, at, to, text);
            } else {
                text.write(single(json[at + 1]));
                at += 2;
            }
        }
        return text.toByteArray();
    }

    private static int unicode(byte[] json, int at, int to, ByteArrayOutputStream text) {
        int high = hex(json, at + 2, to);
        if (high < 0) {
            text.write('u');
            return at + 2;
        }
        int next = at + 6;
        boolean pair = Character.isHighSurrogate((char) high)
                && next + 1 < to
                && json[next] == '\\'
                && json[next + 1] == 'u'
                && hex(json, next + 2, to) >= 0
                && Character.isLowSurrogate((char) hex(json, next + 2, to));
        int point = pair ? Character.toCodePoint((char) high, (char) hex(json, next + 2, to)) : high;
        // A lone surrogate has no UTF-8 form.
        boolean lone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        text.writeBytes(Character.toString(lone ? '\uFFFD' : point).getBytes(StandardCharsets.UTF_8));
        return pair ? next + 6 : next;
    }

    private static int hex(byte[] json, int from, int to) {
        if (from + 4 > to) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    private static int single(byte escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> escaped;
        };
    }
}
