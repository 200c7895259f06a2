package dev.trailtally.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is wrong with the caller's credentials: the cause that counts, and the command that fixes it. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CredentialsFailuresTest {

    private static final String REFUSING = "http://127.0.0.1:9";
    private static final String LIVING = "\"expiresAt\":\"2099-01-01T00:00:00Z\"}";
    private static final String DEAD = "\"expiresAt\":\"2020-01-01T00:00:00Z\"}";
    private static final String SSO_SIGN_IN = "aws sso login --profile p";

    @TempDir
    private Path folder = Path.of("");

    record Case(
            String situation,
            UnaryOperator<AwsConfiguration> configuration,
            String code,
            String explanation,
            String nextStep) {

        @Override
        public String toString() {
            return situation;
        }
    }

    private static Stream<Case> expiredSso() {
        var expired = "the SSO session of profile 'p' has expired";
        return Stream.of(
                new Case(
                        "an SSO session that has expired",
                        aws -> aws.config(Profiles.sso("corp")).ssoToken("corp", "{\"accessToken\":\"t\"," + DEAD),
                        "SSO_SESSION_EXPIRED",
                        expired,
                        SSO_SIGN_IN),
                new Case(
                        "an SSO start URL whose session has expired",
                        aws -> aws.config(Profiles.legacySso())
                                .ssoToken(Profiles.PORTAL, "{\"accessToken\":\"t\"," + DEAD),
                        "SSO_SESSION_EXPIRED",
                        expired,
                        SSO_SIGN_IN),
                new Case(
                        "an SSO session that was ended elsewhere",
                        aws -> aws.config(Profiles.sso("corp"))
                                .ssoToken("corp", "{\"accessToken\":\"ended\"," + LIVING),
                        "SSO_SESSION_EXPIRED",
                        expired,
                        SSO_SIGN_IN),
                new Case(
                        "an SSO session behind a role",
                        aws -> aws.config(Profiles.sso("corp").replace("profile p", "profile q") + Profiles.role("q"))
                                .ssoToken("corp", "{\"accessToken\":\"t\"," + DEAD),
                        "SSO_SESSION_EXPIRED",
                        "the SSO session of profile 'q' has expired",
                        "aws sso login --profile q"));
    }

    private static Stream<Case> otherSso() {
        return Stream.of(
                new Case(
                        "nobody signed in by SSO",
                        aws -> aws.config(Profiles.sso("corp")),
                        "NO_SSO_SESSION",
                        "no SSO session for profile 'p'",
                        SSO_SIGN_IN),
                new Case(
                        "nobody signed in by the SSO start URL",
                        aws -> aws.config(Profiles.legacySso()),
                        "NO_SSO_SESSION",
                        "no SSO session for profile 'p'",
                        SSO_SIGN_IN),
                new Case(
                        "a role that is not assigned",
                        aws -> aws.config(Profiles.sso("corp"))
                                .ssoToken("corp", "{\"accessToken\":\"unassigned\"," + LIVING),
                        "ForbiddenException",
                        "No access",
                        "assigned to you"),
                new Case(
                        "an SSO session that no section describes",
                        aws -> aws.config(Profiles.sso("gone")),
                        "INVALID_PROFILE",
                        "gone",
                        "config"),
                new Case(
                        "a portal that refuses connections",
                        aws -> aws.config(Profiles.sso("corp"))
                                .ssoToken("corp", "{\"accessToken\":\"valid\"," + LIVING)
                                .set("aws.endpointUrl", REFUSING),
                        "UNREACHABLE",
                        "127.0.0.1:9",
                        "AWS_ENDPOINT_URL"));
    }

    private static Stream<Case> login() {
        return Stream.of(
                new Case(
                        "a session of aws login that cannot be renewed",
                        aws -> aws.config(Profiles.login())
                                .loginToken(Profiles.SESSION, Profiles.loginToken("2020-01-01T00:00:00Z")),
                        "LOGIN_SESSION_EXPIRED",
                        "the session of aws login for profile 'p' has expired",
                        "aws login --profile p"),
                new Case(
                        "nobody signed in by aws login",
                        aws -> aws.config(Profiles.login()),
                        "NO_LOGIN_SESSION",
                        "no session of aws login for profile 'p'",
                        "aws login --profile p"));
    }

    private static Stream<Case> profiles() {
        return Stream.of(
                new Case(
                        "a profile that is not there",
                        aws -> aws.config(Profiles.keys("q")),
                        "NO_SUCH_PROFILE",
                        "no profile 'p' in ",
                        "one of: q"),
                new Case("no AWS configuration at all", aws -> aws, "NO_SUCH_PROFILE", "credentials", "aws configure"),
                new Case(
                        "a key without its secret",
                        aws -> aws.config("[profile p]\naws_access_key_id = AKIAHALF\n"),
                        "INVALID_PROFILE",
                        "aws_secret_access_key",
                        "Correct it"),
                new Case(
                        "a source profile that is not there",
                        aws -> aws.config(Profiles.role("gone")),
                        "INVALID_PROFILE",
                        "gone",
                        "Correct it"),
                new Case(
                        "profiles in a circle",
                        aws -> aws.config(
                                Profiles.role("q") + Profiles.role("p").replace("profile p]", "profile q]")),
                        "INVALID_PROFILE",
                        "Circular",
                        "Correct it"),
                new Case(
                        "a role that is denied",
                        aws -> aws.config(
                                Profiles.keys("q") + Profiles.role("q").replace("role/x", "role/denied")),
                        "AccessDenied",
                        "not authorized to perform: sts:AssumeRole",
                        "trust policy"));
    }

    private static Stream<Case> processes() {
        return Stream.of(
                new Case(
                        "a process that fails",
                        aws -> aws.config(Profiles.process("sh -c \"echo not today >&2; echo s3cr3t >&2; exit 3\"")),
                        "CREDENTIAL_PROCESS_FAILED",
                        "ended with exit code 3: not today",
                        "Run that command yourself"),
                new Case(
                        "a process that prints something else",
                        aws -> aws.config(Profiles.process("echo s3cr3t")),
                        "CREDENTIAL_PROCESS_FAILED",
                        "did not print credentials as JSON",
                        "Run that command yourself"),
                new Case(
                        "a process that is not there",
                        aws -> aws.config(Profiles.process("/nowhere/tool --token s3cr3t")),
                        "CREDENTIAL_PROCESS_FAILED",
                        "exit code 127",
                        "Run that command yourself"));
    }

    @ParameterizedTest
    @MethodSource({"expiredSso", "otherSso", "login", "profiles", "processes"})
    void eachProfileSaysWhatIsWrongAndHowToMendIt(Case wrong) {
        try (var standIn = new CredentialsStandIn();
                var aws = new AwsConfiguration(folder)) {
            aws.set("aws.endpointUrl", standIn.endpoint()).profile("p");
            check(wrong, aws);
        }
    }

    private static Stream<Case> places() {
        return Stream.of(
                new Case(
                        "nothing anywhere",
                        aws -> aws,
                        "NO_CREDENTIALS",
                        "no AWS credentials: none in the environment",
                        "AWS_PROFILE"),
                new Case(
                        "a key without its secret",
                        aws -> aws.set("aws.accessKeyId", "AKIAHALF"),
                        "INCOMPLETE_CREDENTIALS",
                        "AWS_SECRET_ACCESS_KEY is not",
                        "Set both"),
                new Case(
                        "a token file that is not there",
                        aws -> aws.set("aws.webIdentityTokenFile", "/nowhere/token")
                                .set("aws.roleArn", "arn:aws:iam::111122223333:role/x"),
                        "CREDENTIALS_UNAVAILABLE",
                        "/nowhere/token",
                        "AWS_WEB_IDENTITY_TOKEN_FILE"),
                new Case(
                        "a container endpoint that refuses",
                        aws -> aws.set("aws.containerCredentialsFullUri", REFUSING + "/x"),
                        "UNREACHABLE",
                        "the container's credentials could not be fetched",
                        "Check"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void eachOtherPlaceSaysWhatIsWrongAndHowToMendIt(Case wrong) {
        try (var aws = new AwsConfiguration(folder)) {
            check(wrong, aws);
        }
    }

    private static void check(Case wrong, AwsConfiguration aws) {
        assertThat(wrong.configuration().apply(aws)).isSameAs(aws);
        var failure =
                catchThrowableOfType(SdkClientException.class, () -> new CallerCredentials().resolveCredentials());
        var error = AwsError.of(failure);

        assertThat(error.code()).as(error.explanation()).isEqualTo(wrong.code());
        assertThat(error.explanation()).contains(wrong.explanation()).doesNotContain("s3cr3t");
        assertThat(error.nextStep()).contains(wrong.nextStep());
        assertThat(AwsFaults.isTransient(failure))
                .as("only what nobody has to fix is transient")
                .isEqualTo(wrong.code().equals("UNREACHABLE"));
    }
}
