package dev.trailtally.report.permission;

/**
 * Error codes of calls that were refused before anything was done: for missing permission, or for credentials that AWS
 * did not accept. Such a call proves no permission. If a code may mean either, it counts as refused.
 */
public final class Denials {

    /** As PostgreSQL reads it; anywhere in the code, as in "Client.UnauthorizedOperation". */
    public static final String PATTERN = String.join(
            "|",
            "Access[A-Za-z0-9]*Denied",
            "AuthFailure",
            "Authorization(Error|Exception)",
            "ExpiredToken",
            "Forbidden",
            "IncompleteSignature",
            "Insufficient[A-Za-z0-9]*(Permission|Privilege)",
            "InvalidAccess(Exception|KeyId)",
            "InvalidClientTokenId",
            "InvalidSecurity",
            "MissingAuthenticationToken",
            "NoAuthorization",
            "NotAuthorized",
            "OptInRequired",
            "RegionDisabled",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "SubscriptionRequired",
            "Unauthorized",
            "UnrecognizedClient");

    private Denials() {}
}
