package dev.trailtally.collector.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Makes the identity of an event out of its eventID, or of its content if it has none. */
final class EventId {

    private static final int UUID_LENGTH = 36;
    private static final byte[] NAMESPACE = "trailtally event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = digits();

    private EventId() {}

    /** Whether the text is a UUID in its usual form, in either case. */
    static boolean isUuid(byte[] text, int from, int to) {
        if (to - from != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            byte c = text[from + i];
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : c < 0 || DIGITS[c] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The first 64 bits of a text that {@link #isUuid}. */
    static long high(byte[] text, int from) {
        return (hex(text, from, 8) << 32) | (hex(text, from + 9, 4) << 16) | hex(text, from + 14, 4);
    }

    /** The last 64 bits of a text that {@link #isUuid}. */
    static long low(byte[] text, int from) {
        return (hex(text, from + 19, 4) << 48) | hex(text, from + 24, 12);
    }

    /** A name-based UUID (RFC 9562, version 5) of an eventID that is not a UUID. */
    static UUID ofName(byte[] name) {
        return named((byte) 'n', name, name.length);
    }

    /** A name-based UUID of a record without eventID: of its JSON without the white space between its tokens. */
    static UUID ofContent(byte[] json) {
        var dense = new byte[json.length];
        int length = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte c = json[i];
            if (inString && c == '\\' && i + 1 < json.length) {
                dense[length++] = c;
                dense[length++] = json[++i];
                continue;
            }
            inString ^= c == '"';
            if (inString || c > ' ' || c < 0) {
                dense[length++] = c;
            }
        }
        return named((byte) 'c', dense, length);
    }

    private static UUID named(byte kind, byte[] name, int length) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(NAMESPACE);
            sha1.update(kind);
            sha1.update(name, 0, length);
            var hash = ByteBuffer.wrap(sha1.digest());
            long high = (hash.getLong() & ~0xf000L) | 0x5000L;
            long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static long hex(byte[] text, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = (value << 4) | DIGITS[text[i]];
        }
        return value;
    }

    private static byte[] digits() {
        var values = new byte[128];
        for (char c = 0; c < values.length; c++) {
            values[c] = (byte) Character.digit(c, 16);
        }
        return values;
    }
}
