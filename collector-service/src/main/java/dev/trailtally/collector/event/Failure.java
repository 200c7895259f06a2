package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trailtally.collector.cloudtrail.Field;
import dev.trailtally.collector.cloudtrail.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record says that its call failed, and with which error code. The contract states the rule, with a table of its
 * forms, at {@code trailtally.report.v1.Event.failed}.
 */
final class Failure {

    private static final int STATUS_DIGITS = 3;
    private static final byte[] SIGN_IN = "signin.amazonaws.com".getBytes(US_ASCII);
    private static final byte[] ACCESS_PORTAL = "sso.amazonaws.com".getBytes(US_ASCII);

    private Failure() {}

    static boolean isIn(RecordView record) {
        return isError(record, Field.ERROR_CODE, Field.ERROR_MESSAGE)
                || isError(record, Field.RESPONSE_ERROR_CODE, Field.RESPONSE_ERROR_MESSAGE)
                || isFailedSignIn(record);
    }

    /** The member that holds the error code; null if there is none. */
    static @Nullable Field errorCode(RecordView record) {
        if (isCode(record, Field.ERROR_CODE)) {
            return Field.ERROR_CODE;
        }
        return isCode(record, Field.RESPONSE_ERROR_CODE) ? Field.RESPONSE_ERROR_CODE : null;
    }

    /** A status of success explains the message beside it. */
    private static boolean isError(RecordView record, Field code, Field message) {
        return isCode(record, code) || (!record.isEmpty(message) && !isStatusOfSuccess(record, code));
    }

    private static boolean isCode(RecordView record, Field code) {
        return !record.isEmpty(code) && !isStatusOfSuccess(record, code);
    }

    /** Services without error codes of their own, such as Amazon Managed Grafana, write the HTTP status of each call. */
    private static boolean isStatusOfSuccess(RecordView record, Field code) {
        if (!record.has(code) || record.to(code) - record.from(code) != STATUS_DIGITS) {
            return false;
        }
        var bytes = record.buffer();
        int from = record.from(code);
        return bytes[from] >= '1' && bytes[from] <= '3' && isDigit(bytes[from + 1]) && isDigit(bytes[from + 2]);
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isFailedSignIn(RecordView record) {
        return (record.has(Field.RESPONSE_FAILURE) || record.has(Field.SERVICE_EVENT_FAILURE))
                && (record.is(Field.EVENT_SOURCE, SIGN_IN) || record.is(Field.EVENT_SOURCE, ACCESS_PORTAL));
    }
}
