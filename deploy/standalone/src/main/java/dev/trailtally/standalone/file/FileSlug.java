package dev.trailtally.standalone.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A file name for any key: its readable part, in lower case, and a hash of all of it. Two keys have two names, also on file
 * systems that ignore case or use another Unicode form; no key leads out of a folder or is a reserved name.
 */
public final class FileSlug {

    private static final int MAX_BYTES = 80;
    private static final int HASH_DIGITS = 16;

    private FileSlug() {}

    /**
     * The name, without an ending.
     *
     * @param readable the part that people look for
     * @param key what identifies it
     */
    public static String of(String readable, String key) {
        var slug = Normalizer.normalize(readable, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{Nd}]+", "-")
                .replaceAll("^-|-$", "");
        var cut = cut(slug);
        return (cut.isEmpty() ? "" : cut + "-") + hash(key);
    }

    private static String cut(String slug) {
        var cut = new StringBuilder();
        int bytes = 0;
        for (var character : slug.codePoints().toArray()) {
            var text = Character.toString(character);
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                break;
            }
            cut.append(text);
        }
        return cut.toString();
    }

    private static String hash(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
