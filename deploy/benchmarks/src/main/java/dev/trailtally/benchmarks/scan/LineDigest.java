package dev.trailtally.benchmarks.scan;

import dev.trailtally.server.database.Sql.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;

/** SHA-256 of lines in their order. */
public final class LineDigest {

    private static final int FETCH_SIZE = 10_000;

    private final MessageDigest sha256 = sha256();
    private long count;

    /** A line for each row. */
    public static LineDigest of(Connection connection, String sql, Row<String> line) throws SQLException {
        var digest = new LineDigest();
        connection.setAutoCommit(false); // otherwise the driver reads all rows at once
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            try (var rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    digest.add(line.read(rows));
                }
            }
        }
        return digest;
    }

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
