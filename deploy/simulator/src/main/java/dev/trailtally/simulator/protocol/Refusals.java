package dev.trailtally.simulator.protocol;

/** Refusals that every service knows, each in the words of its protocol. */
public final class Refusals {

    private static final String INVALID_TOKEN = "The security token included in the request is invalid.";
    private static final String EXPIRED_TOKEN = "The security token included in the request is expired";

    private Refusals() {}

    public static AwsException unknownKey(Protocol protocol) {
        return switch (protocol) {
            case JSON -> new AwsException(400, "UnrecognizedClientException", INVALID_TOKEN);
            case REST_JSON -> new AwsException(403, "UnrecognizedClientException", INVALID_TOKEN);
            case QUERY -> new AwsException(403, "InvalidClientTokenId", INVALID_TOKEN);
            case EC2 ->
                new AwsException(401, "AuthFailure", "AWS was not able to validate the provided access credentials");
            case S3 ->
                new AwsException(
                        403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
        };
    }

    public static AwsException expiredKey(Protocol protocol) {
        return switch (protocol) {
            case JSON -> new AwsException(400, "ExpiredTokenException", EXPIRED_TOKEN);
            case REST_JSON -> new AwsException(403, "ExpiredTokenException", EXPIRED_TOKEN);
            case QUERY -> new AwsException(403, "ExpiredToken", EXPIRED_TOKEN);
            case EC2 -> new AwsException(400, "RequestExpired", "Request has expired.");
            case S3 -> new AwsException(400, "ExpiredToken", "The provided token has expired.");
        };
    }

    public static AwsException internalFailure(Protocol protocol) {
        var code = switch (protocol) {
            case JSON, REST_JSON, QUERY -> "InternalFailure";
            case EC2, S3 -> "InternalError";
        };
        return new AwsException(500, code, "An internal error occurred.");
    }

    public static AwsException unknownOperation(Protocol protocol, String operation) {
        return switch (protocol) {
            case JSON, REST_JSON -> AwsException.badRequest("UnknownOperationException", "Not simulated: " + operation);
            case QUERY, EC2 -> AwsException.badRequest("InvalidAction", "Not simulated: " + operation);
            case S3 -> new AwsException(501, "NotImplemented", "Not simulated: " + operation);
        };
    }

    /** What IAM says if no policy allows a call. */
    public static String notAuthorized(String callerArn, String action) {
        return "User: %s is not authorized to perform: %s because no identity-based policy allows the %s action"
                .formatted(callerArn, action, action);
    }

    /** The same, for a call about something. */
    public static String notAuthorized(String callerArn, String action, String resource) {
        return "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action"
                .formatted(callerArn, action, resource, action);
    }
}
