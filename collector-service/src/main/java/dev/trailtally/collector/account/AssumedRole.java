package dev.trailtally.collector.account;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The role to assume in each account other than the caller's own.
 *
 * @param name with its path, if it has one: "team/reader"
 * @param externalId null if the role asks for none
 * @param sessionName appears in the session's ARN, so in the CloudTrail events of the scan itself
 * @param sessionDuration 15 minutes to 12 hours; at most an hour if the caller is an assumed role itself
 */
public record AssumedRole(String name, @Nullable String externalId, String sessionName, Duration sessionDuration) {

    private static final Pattern NAME = Pattern.compile("(?:[!-.0-~]+/)*[\\w+=,.@-]{1,64}");
    private static final int MAX_NAME = 576; // a path of 512 and a name of 64
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Duration MIN_DURATION = Duration.ofMinutes(15);
    private static final Duration MAX_DURATION = Duration.ofHours(12);

    public AssumedRole {
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a role is named like reader or team/reader, found: " + name);
        }
        if (externalId != null && !EXTERNAL_ID.matcher(externalId).matches()) {
            throw new IllegalArgumentException("an external id has 2 to 1224 letters, digits or any of _+=,.@:/-");
        }
        if (!SESSION_NAME.matcher(sessionName).matches()) {
            throw new IllegalArgumentException(
                    "a session name has 2 to 64 letters, digits or any of _+=,.@-, found: " + sessionName);
        }
        if (sessionDuration.compareTo(MIN_DURATION) < 0 || sessionDuration.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException("a session lasts 15 minutes to 12 hours, found: " + sessionDuration);
        }
    }

    String arn(String partition, long accountId) {
        return "arn:" + partition + ":iam::" + ScannedAccount.digits(accountId) + ":role/" + name;
    }

    /** Without the external id, which is for the role's owner and the collector alone. */
    @Override
    public String toString() {
        return "AssumedRole[name=" + name + ", sessionName=" + sessionName + ", sessionDuration=" + sessionDuration
                + "]";
    }
}
