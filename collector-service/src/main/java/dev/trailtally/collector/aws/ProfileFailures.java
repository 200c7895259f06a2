package dev.trailtally.collector.aws;

import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.profiles.Profile;

/** Why a profile gives no credentials: the cause that counts, and the command or setting that fixes it. */
final class ProfileFailures {

    private static final int MAX_NAMES = 20;
    private static final int MAX_LINE = 200;
    private static final String INVALID = "INVALID_PROFILE";
    private static final Pattern EXIT =
            Pattern.compile("non-zero exit value \\((-?\\d+)\\) with error message: *(.*)", Pattern.DOTALL);

    private final CallerProfile chosen;

    ProfileFailures(CallerProfile chosen) {
        this.chosen = chosen;
    }

    CredentialsException explain(RuntimeException failure) {
        var unreadable = chosen.unreadable();
        if (unreadable != null) {
            return CredentialsException.lasting(
                    INVALID,
                    "the AWS configuration cannot be read: " + unreadable.getMessage(),
                    "Correct " + CallerProfile.places() + ".",
                    failure);
        }
        var origin = chosen.origin();
        if (chosen.find(chosen.name()).isEmpty() || origin.isEmpty()) {
            return noSuchProfile(failure);
        }
        var profile = origin.get();
        return switch (CallerProfile.kind(profile)) {
            case SSO -> ofSso(profile, failure);
            case LOGIN -> ofLogin(profile, failure);
            case PROCESS -> ofProcess(profile, failure);
            case ROLE, WEB_IDENTITY, KEYS, NONE -> ofOther(failure);
        };
    }

    private CredentialsException noSuchProfile(RuntimeException failure) {
        var names = chosen.names();
        var known = names.isEmpty()
                ? "There is no profile at all; make one with aws configure sso, aws login or aws configure."
                : "Set AWS_PROFILE to one of: " + String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())))
                        + (names.size() > MAX_NAMES ? ", …" : "") + ".";
        return CredentialsException.lasting(
                "NO_SUCH_PROFILE",
                "there is no profile '" + chosen.name() + "' in " + CallerProfile.places(),
                known,
                failure);
    }

    private CredentialsException ofSso(Profile profile, RuntimeException failure) {
        if (AwsFaults.isTransient(failure)) {
            return unanswered(profile, failure);
        }
        if (failure instanceof IllegalArgumentException) {
            return invalid(failure); // names an sso-session that is not there, or lacks a property
        }
        var signIn = "Run: aws sso login --profile " + word(profile);
        var service = Causes.find(failure, AwsServiceException.class);
        if (service != null && service.statusCode() == 403) {
            return CredentialsException.lasting(
                    AwsError.of(service).code(),
                    "IAM Identity Center gives no credentials for profile '" + profile.name() + "': "
                            + AwsError.of(service).explanation(),
                    "Check sso_account_id and sso_role_name of the profile, and that the role is assigned to you.",
                    failure);
        }
        if (Causes.contain(failure, NoSuchFileException.class) || text(failure).contains("Unable to load SSO token")) {
            return CredentialsException.lasting(
                    "NO_SSO_SESSION", "there is no SSO session for profile '" + profile.name() + "'", signIn, failure);
        }
        return CredentialsException.lasting(
                "SSO_SESSION_EXPIRED",
                "the SSO session of profile '" + profile.name() + "' has expired",
                signIn,
                failure);
    }

    private CredentialsException ofLogin(Profile profile, RuntimeException failure) {
        if (AwsFaults.isTransient(failure)) {
            return unanswered(profile, failure);
        }
        if (text(failure).contains("Unable to load region")) {
            return CredentialsException.lasting(
                    INVALID,
                    "profile '" + profile.name() + "' names no region, which its sign-in needs",
                    "Add region = <region> to the profile, or set AWS_REGION.",
                    failure);
        }
        var signIn = "Run: aws login --profile " + word(profile);
        if (text(failure).contains("not found")) {
            return CredentialsException.lasting(
                    "NO_LOGIN_SESSION",
                    "there is no session of aws login for profile '" + profile.name() + "'",
                    signIn,
                    failure);
        }
        if (text(failure).contains("insufficient permissions")) {
            return CredentialsException.lasting(
                    "AccessDeniedException",
                    "the session of aws login for profile '" + profile.name() + "' could not be renewed: "
                            + text(failure),
                    "Allow signin:CreateOAuth2Token to the identity that signed in.",
                    failure);
        }
        return CredentialsException.lasting(
                "LOGIN_SESSION_EXPIRED",
                "the session of aws login for profile '" + profile.name() + "' has expired",
                signIn,
                failure);
    }

    /** Says neither the command nor its output, which may hold secrets. */
    private static CredentialsException ofProcess(Profile profile, RuntimeException failure) {
        var command = "credential_process of profile '" + profile.name() + "'";
        var exit = EXIT.matcher(text(Causes.root(failure)));
        if (exit.find()) {
            var line = exit.group(2).strip().lines().findFirst().orElse("it wrote nothing to stderr");
            return CredentialsException.lasting(
                    "CREDENTIAL_PROCESS_FAILED",
                    command + " ended with exit code " + exit.group(1) + ": "
                            + line.substring(0, Math.min(line.length(), MAX_LINE)),
                    "Run that command yourself and fix what it reports.",
                    failure);
        }
        return CredentialsException.lasting(
                "CREDENTIAL_PROCESS_FAILED",
                command + " did not print credentials as JSON with Version 1, AccessKeyId and SecretAccessKey",
                "Run that command yourself, and check what it prints.",
                failure);
    }

    private CredentialsException ofOther(RuntimeException failure) {
        if (!(failure instanceof IllegalArgumentException || failure instanceof IllegalStateException)) {
            return CredentialsFailures.fetching(
                    failure,
                    "the credentials of profile '" + chosen.name() + "' could not be fetched",
                    "Check role_arn, source_profile and the other settings of the profile, and the role's trust policy.");
        }
        return invalid(failure);
    }

    private CredentialsException invalid(RuntimeException failure) {
        return CredentialsException.lasting(
                INVALID,
                "profile '" + chosen.name() + "' is not valid: " + text(failure),
                "Correct it in " + CallerProfile.places() + ".",
                failure);
    }

    private static CredentialsException unanswered(Profile profile, RuntimeException failure) {
        return CredentialsFailures.fetching(
                failure, "the credentials of profile '" + profile.name() + "' could not be fetched", "");
    }

    /** As a shell takes it; the default profile needs no name, but takes one. */
    private static String word(Profile profile) {
        var name = profile.name();
        return name.matches("[\\w@%+=:,./-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
