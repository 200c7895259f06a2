package dev.trailtally.collector.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Texts as PostgreSQL can hold them in an indexed column. */
final class Bounded {

    /** CloudTrail itself cuts its longest fields here or before; a B-tree entry holds 2,704 bytes. */
    static final int MAX_BYTES = 2_048;

    private static final int HASH_BYTES = 8;

    private Bounded() {}

    /** The text without NUL; a longer one is cut and ends in "…" and a hash of the whole, so that it stays distinct. */
    static String text(String text) {
        var clean = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        if (clean.length() <= MAX_BYTES / 3) {
            return clean;
        }
        var bytes = clean.getBytes(UTF_8);
        return bytes.length <= MAX_BYTES ? clean : cut(bytes);
    }

    private static String cut(byte[] bytes) {
        var ending = "…" + hash(bytes);
        int end = MAX_BYTES - ending.getBytes(UTF_8).length;
        while ((bytes[end] & 0xc0) == 0x80) { // not within a character
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
