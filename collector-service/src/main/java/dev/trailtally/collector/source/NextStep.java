package dev.trailtally.collector.source;

import dev.trailtally.collector.aws.AwsError;
import java.util.Locale;

/** What to do about a failure of S3, by its code. */
public final class NextStep {

    private NextStep() {}

    /** After a prefix could not be listed. */
    static String afterListing(AwsError error, String uri) {
        return isDenied(error.code())
                ? "Allow s3:ListBucket on bucket " + bucket(uri) + " to the collector's AWS identity."
                : error.nextStepOr(general(error.code(), error.explanation(), uri));
    }

    /** After an object could not be opened or read. */
    static String afterOpening(AwsError error, String uri) {
        return error.nextStepOr(afterOpening(error.code(), error.explanation(), uri));
    }

    /** The same, from the stored failure. */
    public static String afterOpening(String code, String message, String uri) {
        if (isDenied(code) && !mentionsKms(code, message)) {
            return "Allow s3:GetObject on the objects of bucket " + bucket(uri)
                    + " to the collector's AWS identity (s3:ListBucket too: without it a missing object is denied).";
        }
        var shared = AwsError.nextStep(code, message);
        return shared.isEmpty() ? general(code, message, uri) : shared;
    }

    private static String general(String code, String message, String uri) {
        if (mentionsKms(code, message)) {
            return "Allow kms:Decrypt on the key that encrypts " + uri + " to the collector's AWS identity.";
        }
        return switch (code) {
            case "NoSuchBucket" -> "Check the bucket's name: there is no bucket " + bucket(uri) + ".";
            case "NoSuchKey", "NO_SUCH_FILE" -> "It was deleted after it was listed; there is nothing to read.";
            case "PreconditionFailed", "OBJECT_CHANGED" ->
                "Scan again: the object as it is now is read as a new version.";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "Name the bucket's region in the source.";
            case "InvalidObjectState" -> "Restore the object from its archive storage class, then scan again.";
            case "UNREADABLE_FILE" -> "Let the user that the collector runs as read it, then scan again.";
            case "INVALID_JSON", "DAMAGED_GZIP", "TOO_LARGE", "TOO_DEEP", "EXPANDS_TOO_FAR" ->
                "Check the object: what comes before the damage is stored, the rest was not read.";
            case "CHECKSUM_MISMATCH" -> "Copy the object again from an intact source: the damaged part was not read.";
            case "UNSUPPORTED_FORMAT" -> "Give the logs as JSON, gzip or not, or take the object out of the source.";
            default -> "Scan again: what was read is kept, only the rest is read.";
        };
    }

    private static boolean isDenied(String code) {
        return code.equals("AccessDenied") || code.equals("AllAccessDisabled") || code.equals("HTTP 403");
    }

    private static boolean mentionsKms(String code, String message) {
        return code.startsWith("KMS.") || message.toLowerCase(Locale.ROOT).contains("kms");
    }

    private static String bucket(String uri) {
        return S3Location.parse(uri).bucket();
    }
}
