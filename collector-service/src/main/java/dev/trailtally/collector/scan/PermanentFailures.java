package dev.trailtally.collector.scan;

import dev.trailtally.collector.v1.RejectionReason;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;

/**
 * Decides which failures are permanent: asking again gives the same result. All others have causes that can change
 * (denied or expired credentials, throttling, the network, a closed account, a job that AWS itself failed, a bug), so
 * that a resumed scan asks again.
 */
public final class PermanentFailures {

    // The bytes of an object, which its version names; a window that CloudTrail has forgotten; what is not in the
    // account.
    private static final String[] CODES = Stream.concat(
                    Stream.of(RejectionReason.values()).map(PermanentFailures::code),
                    Stream.of("UNSUPPORTED_NAME", "NO_HISTORY", "NoSuchEntity", "NOT_ATTACHED"))
            .toArray(String[]::new);

    private PermanentFailures() {}

    /** The codes as a value of a statement. */
    public static Array array(Connection connection) throws SQLException {
        return connection.createArrayOf("text", CODES);
    }

    private static String code(RejectionReason reason) {
        return reason.name().replace("REJECTION_REASON_", "");
    }
}
