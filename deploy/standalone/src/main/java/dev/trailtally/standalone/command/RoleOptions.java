package dev.trailtally.standalone.command;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.rpc.OptionalFields;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The role to assume in each account, as options. */
final class RoleOptions {

    /** AWS Organizations creates it in each account that is created there, so that member accounts need no set-up. */
    static final String USUAL_ROLE = "OrganizationAccountAccessRole";

    private static final String USUAL_SESSION_NAME = "trailtally";
    private static final Duration USUAL_SESSION = Duration.ofHours(1);
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Duration MIN_SESSION = Duration.ofMinutes(15);
    private static final Duration MAX_SESSION = Duration.ofHours(12);

    @Option(
            names = "--role",
            paramLabel = "<name>",
            description =
                    "The role to assume in each account except your own; README.md lists what it must allow. Default: "
                            + USUAL_ROLE + ".")
    @Nullable
    String name;

    @Option(names = "--external-id", paramLabel = "<id>", description = "The external id that the role requires.")
    @Nullable
    String externalId;

    @Option(
            names = "--session-name",
            paramLabel = "<name>",
            description = "The role session's name, as CloudTrail shows it. Default: trailtally.")
    @Nullable
    String sessionName;

    @Option(
            names = "--session-duration",
            paramLabel = "<duration>",
            description = "How long each set of credentials is valid before it is renewed: 15m to 12h. Default: 1h.")
    @Nullable
    Duration sessionDuration;

    boolean given() {
        return name != null || externalId != null || sessionName != null || sessionDuration != null;
    }

    /** Whether the role is the default because the user named none. */
    boolean assumed() {
        return name == null;
    }

    void check(CommandLine line) {
        if (name != null && (name.isBlank() || name.startsWith("arn:"))) {
            throw new ParameterException(
                    line, "--role takes the name that the role has in every account, got '" + name + "'");
        }
        if (sessionName != null && !SESSION_NAME.matcher(sessionName).matches()) {
            throw new ParameterException(
                    line, "--session-name takes 2 to 64 letters, digits and =,.@-_, got " + sessionName);
        }
        OptionValues.check(line, "--session-duration", sessionDuration, MIN_SESSION, MAX_SESSION);
    }

    AssumedRole role() {
        var role = AssumedRole.newBuilder().setRoleName(name == null ? USUAL_ROLE : name);
        OptionalFields.set(externalId, role::setExternalId);
        // Defaults are explicit: a scan has them filled in, and is compared with the request.
        return role.setSessionName(sessionName == null ? USUAL_SESSION_NAME : sessionName)
                .setSessionDuration(
                        Durations.fromMillis((sessionDuration == null ? USUAL_SESSION : sessionDuration).toMillis()))
                .build();
    }
}
