package dev.trailtally.collector.scan;

import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.server.database.Sql;
import java.util.stream.Stream;

/**
 * Decides which failures are permanent: asking again gives the same result. All others have causes that can change
 * (denied or expired credentials, throttling, the network, a closed account, a job that AWS itself failed, a bug), so
 * that a resumed scan asks again.
 */
public final class PermanentFailures {

    // The codes: the bytes of an object, which its version names; a window that CloudTrail has forgotten; what is not
    // in the
    // account.
    public static final Sql.Array CODES = Sql.array(
            "text",
            Stream.concat(
                    Stream.of(RejectionReason.values()).map(PermanentFailures::code),
                    Stream.of("UNSUPPORTED_NAME", "NO_HISTORY", "NoSuchEntity", "NOT_ATTACHED")));

    private PermanentFailures() {}

    private static String code(RejectionReason reason) {
        return reason.name().replace("REJECTION_REASON_", "");
    }
}
