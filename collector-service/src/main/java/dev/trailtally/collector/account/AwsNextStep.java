package dev.trailtally.collector.account;

import dev.trailtally.collector.aws.AwsError;

/** What to do about a failure of AWS: the exact permission or setting that is missing. */
final class AwsNextStep {

    private AwsNextStep() {}

    static String after(AwsError error, String action, String resource) {
        return AwsError.isDenial(error.code())
                ? afterDenial(error.explanation(), action, resource)
                : error.nextStepOr(general(error.code()));
    }

    /** After a request to one region, which may be closed to the account or to the kind of session token. */
    static String after(AwsError error, String action, String account, String region) {
        var resource = account + " in " + region;
        if (error.code().equals("OptInRequired")) {
            return "Enable " + region + " for " + account + ", or leave it out of the scan.";
        }
        return AwsError.isRejectedCredentials(error.code())
                ? afterRejection(account, region)
                : after(error, action, resource);
    }

    // AWS source: IAM User Guide, "Managing AWS STS in an AWS Region": tokens of the global endpoint are valid only in
    // regions that are enabled by default.
    private static String afterRejection(String account, String region) {
        return Partition.isEnabledByDefault(region)
                ? "Other regions accept these credentials. Enable " + region + " for " + account
                        + ", or leave it out of the scan."
                : region + " is a region that accounts have to enable, and it refuses session tokens of the global STS"
                        + " endpoint. Enable it for " + account
                        + " or leave it out of the scan; if it is enabled, get the"
                        + " session token from a regional STS endpoint (AWS_STS_REGIONAL_ENDPOINTS=regional where you"
                        + " sign in), or set the account's global endpoint to issue tokens valid in all regions (IAM,"
                        + " Account settings).";
    }

    /** After a role could not be assumed. */
    static String afterAssuming(AwsError error, String roleArn, AssumedRole role, String callerArn) {
        var message = error.explanation();
        if (AwsError.isDenial(error.code())) {
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
        return after(error, "sts:AssumeRole", roleArn);
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

    private static String general(String code) {
        return switch (code) {
            case "OptInRequired" -> "Finish the sign-up of the account with AWS, or enable the service for it.";
            case "RegionDisabledException" ->
                "Activate STS for the region in the account, or set AWS_REGION to a region that is enabled.";
            case "AWSOrganizationsNotInUseException" ->
                "The caller's account is in no organization: name the accounts in the scan, or scan the caller alone.";
            case "NoSuchEntity" ->
                "It was deleted after it was listed, or its name is wrong; there is nothing to read.";
            default -> "Scan again: what was read is kept, and what is read twice counts once.";
        };
    }
}
