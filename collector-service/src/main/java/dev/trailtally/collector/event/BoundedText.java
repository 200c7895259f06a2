package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Texts as PostgreSQL can hold them in an indexed column. */
public final class BoundedText {

    /** CloudTrail itself cuts its longest fields here or before; a B-tree entry holds 2,704 bytes. */
    static final int MAX_BYTES = 2_048;

    /** Event source and event name share an index entry. */
    static final int MAX_ACTION_PART_BYTES = 1_200;

    private static final int HASH_BYTES = 8;

    private BoundedText() {}

    /** The text without NUL; a longer one is cut and ends in "…" and a hash of the whole, so that it stays distinct. */
    public static String text(String text) {
        var clean = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        if (clean.length() <= MAX_BYTES / 3) {
            return clean;
        }
        var bytes = clean.getBytes(UTF_8);
        return bytes.length <= MAX_BYTES ? clean : cut(bytes, MAX_BYTES);
    }

    /** Bytes of a text, cut to a limit in the same way. */
    static byte[] bytes(byte[] text, int from, int to, int maxBytes) {
        var bytes = Arrays.copyOfRange(text, from, to);
        return bytes.length <= maxBytes ? bytes : cut(bytes, maxBytes).getBytes(UTF_8);
    }

    private static String cut(byte[] bytes, int maxBytes) {
        var ending = "…" + hash(bytes);
        int end = maxBytes - ending.getBytes(UTF_8).length;
        while (end > 0 && (bytes[end] & 0xc0) == 0x80) { // not within a character
            end--;
        }
        return UTF_8.decode(ByteBuffer.wrap(bytes, 0, end)) + ending;
    }

    private static String hash(byte[] bytes) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
