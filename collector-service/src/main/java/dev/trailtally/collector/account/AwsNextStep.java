package dev.trailtally.collector.account;

import java.util.Locale;
import java.util.Set;

/** What to do about a failure of AWS: the exact permission or setting that is missing. */
final class AwsNextStep {

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedOperation",
            "UnauthorizedAccess",
            "NotAuthorized",
            "AuthorizationError",
            "HTTP 403");

    private AwsNextStep() {}

    static boolean isDenial(String code) {
        return DENIED.contains(code);
    }

    static String after(String code, String message, String action, String resource) {
        return isDenial(code) ? afterDenial(message, action, resource) : general(code, message, resource);
    }

    /** After a role could not be assumed. */
    static String afterAssuming(String code, String message, String roleArn, AssumedRole role, String callerArn) {
        if (DENIED.contains(code)) {
            return "Check that " + roleArn + " exists, that its trust policy allows sts:AssumeRole to " + callerArn
                    + " and that sts:AssumeRole on it is allowed to that identity"
                    + (role.externalId() == null
                            ? "; if the trust policy asks for an external id, name it in the scan."
                            : "; the external id of the scan must be the one that the trust policy asks for.");
        }
        if (message.contains("DurationSeconds") || message.contains("MaxSessionDuration")) {
            return "Lower the session duration of the scan, " + role.sessionDuration()
                    + ": a role assumed by a role lasts an hour at most, any other as long as its MaxSessionDuration.";
        }
        return general(code, message, roleArn);
    }

    private static String afterDenial(String message, String action, String resource) {
        var policy = message.contains("service control policy")
                ? "Change the service control policy that denies " + action + " for " + resource
                : "Allow " + action + " to the identity that scans " + resource
                        + ", and see that no service control policy denies it";
        if (action.startsWith("organizations:")) {
            return "Allow " + action + " to the collector's identity, which must be of the organization's management"
                    + " account or of a delegated administrator's; or name the accounts in the scan.";
        }
        if (action.endsWith("OrganizationsAccessReport")) {
            return policy
                    + "; it must be of the organization's management account or of a delegated administrator's, and"
                    + " may need the organizations: permissions that IAM's documentation lists.";
        }
        if (action.equals("iam:ListAccessKeys") || action.equals("iam:GetAccessKeyLastUsed")) {
            return policy + "; or scan with skip_access_keys.";
        }
        if (action.equals("ec2:DescribeRegions") || action.equals("account:ListRegions")) {
            return policy + "; or name the regions in the scan.";
        }
        return policy + ".";
    }

    private static String general(String code, String message, String resource) {
        return switch (code) {
            case "NO_CREDENTIALS" ->
                "Give the collector AWS credentials: AWS_PROFILE, AWS_ACCESS_KEY_ID or the role of its machine.";
            case "ExpiredToken", "ExpiredTokenException", "RequestExpired" ->
                "Renew the collector's own AWS credentials, then scan again.";
            case "UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure", "OptInRequired" ->
                "Enable the region for " + resource
                        + " or leave it out of the scan; where every region answers so, give the"
                        + " collector valid credentials and an AWS_REGION of their partition.";
            case "InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed" ->
                message.toLowerCase(Locale.ROOT).contains("signature expired") || code.equals("RequestTimeTooSkewed")
                        ? "Set the clock of the collector's machine."
                        : "Give the collector valid AWS credentials.";
            case "RegionDisabledException" ->
                "Activate STS for the region in " + resource + ", or give the collector an AWS_REGION that is enabled.";
            case "AWSOrganizationsNotInUseException" ->
                "The caller's account is in no organization: name the accounts in the scan, or scan the caller alone.";
            case "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException" ->
                "Scan again when other callers of this API leave room; what was read is kept.";
            case "NoSuchEntity" -> "It was deleted after it had been listed, or named wrongly; nothing is left to ask.";
            case "UNREACHABLE", "TIMEOUT" -> "Check the network, the region's name and the AWS endpoint.";
            default -> "Scan again: what was read is kept, and what is read twice counts once.";
        };
    }
}
