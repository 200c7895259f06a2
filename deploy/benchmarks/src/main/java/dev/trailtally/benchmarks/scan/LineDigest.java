package dev.trailtally.benchmarks.scan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of lines in their order. */
public final class LineDigest {

    private final MessageDigest sha256 = sha256();
    private long count;

    public void add(String line) {
        count++;
        sha256.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public long count() {
        return count;
    }

    /** The digest of all lines so far; none may follow. */
    public String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
