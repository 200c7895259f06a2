package dev.trailtally.simulator.sts;

import dev.trailtally.simulator.protocol.AwsException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parameters of AssumeRole, checked as AWS checks them. */
record AssumeRole(
        String roleArn,
        String partition,
        String account,
        String roleName,
        String sessionName,
        Optional<String> externalId,
        Duration duration) {

    private static final Pattern ROLE_ARN = Pattern.compile("arn:([\\w-]+):iam::(\\d{12}):role/(.+)");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final int SHORTEST = 900;
    private static final int LONGEST = 43_200;

    static AssumeRole of(Map<String, String> parameters) {
        var arn = required(parameters, "RoleArn");
        var matcher = ROLE_ARN.matcher(arn);
        if (!matcher.matches()) {
            throw invalid(arn + " is invalid");
        }
        var session = required(parameters, "RoleSessionName");
        if (!SESSION_NAME.matcher(session).matches()) {
            throw invalid("1 validation error detected: Value '" + session + "' at 'roleSessionName' failed to satisfy"
                    + " constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        }
        return new AssumeRole(
                arn,
                matcher.group(1),
                matcher.group(2),
                matcher.group(3),
                session,
                Optional.ofNullable(parameters.get("ExternalId")),
                duration(parameters.getOrDefault("DurationSeconds", "3600")));
    }

    private static String required(Map<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.get(name))
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> invalid("1 validation error detected: Value null at '" + name
                        + "' failed to satisfy constraint: Member must not be null"));
    }

    private static Duration duration(String text) {
        try {
            var seconds = Integer.parseInt(text);
            if (seconds >= SHORTEST && seconds <= LONGEST) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw invalid("1 validation error detected: Value '" + text + "' at 'durationSeconds' failed to satisfy"
                + " constraint: Member must have value from " + SHORTEST + " to " + LONGEST);
    }

    static AwsException invalid(String message) {
        return AwsException.badRequest("ValidationError", message);
    }
}
