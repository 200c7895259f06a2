package dev.trailtally.simulator.credential;

import java.util.regex.Pattern;

/**
 * Who signed a request.
 *
 * @param userId as in GetCallerIdentity
 */
public record Caller(String account, String arn, String userId) {

    private static final Pattern SESSION = Pattern.compile("arn:[^:]+:sts::\\d{12}:assumed-role/.+");

    /** Whether it is a role's session, from which a further role may be assumed for an hour only. */
    public boolean isSession() {
        return SESSION.matcher(arn).matches();
    }
}
