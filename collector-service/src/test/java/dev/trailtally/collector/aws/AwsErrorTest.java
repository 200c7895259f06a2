package dev.trailtally.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

class AwsErrorTest {

    /** The codes of each service for one cause: STS and IAM, JSON services, EC2, S3. */
    @ParameterizedTest
    @CsvSource({
        "InvalidClientTokenId, the access key is deleted",
        "UnrecognizedClientException, the access key is deleted",
        "AuthFailure, the access key is deleted",
        "InvalidAccessKeyId, the access key is deleted",
        "InvalidToken, the access key is deleted",
        "SignatureDoesNotMatch, the secret key or session token does not belong to it",
        "InvalidSignatureException, the secret key or session token does not belong to it",
        "ExpiredToken, sign in again",
        "ExpiredTokenException, sign in again",
        "RequestExpired, sign in again",
        "RequestTimeTooSkewed, Set the clock",
        "ThrottlingException, leave room",
        "SlowDown, leave room"
    })
    void aRefusalKeepsItsCodeAndMessageAndSaysWhatToMend(String code, String nextStep) {
        var error = AwsError.of(refusal(400, code, "because so"));

        assertThat(error.code()).isEqualTo(code);
        assertThat(error.explanation()).isEqualTo("because so");
        assertThat(error.nextStep()).contains(nextStep).doesNotContain("region");
    }

    @ParameterizedTest
    @CsvSource({"SignatureDoesNotMatch", "InvalidSignatureException"})
    void aSignatureOfAnotherTimeIsAboutTheClock(String code) {
        var error = AwsError.of(refusal(403, code, "Signature expired: 20261130T000000Z is now earlier than …"));

        assertThat(error.nextStep()).isEqualTo("Set the clock of this machine.");
    }

    @ParameterizedTest
    @CsvSource({"AccessDenied", "NoSuchBucket", "ValidationError"})
    void whatDependsOnTheRequestIsLeftToWhoeverSentIt(String code) {
        assertThat(AwsError.of(refusal(403, code, "no")).nextStep()).isEmpty();
    }

    record Case(SdkException failure, String code, String explanation, String nextStep, boolean passes) {

        @Override
        public String toString() {
            return code + ": " + explanation;
        }
    }

    private static Stream<Case> withoutAnAnswer() {
        var network = "Check the network";
        return Stream.of(
                new Case(
                        failure(new UnknownHostException("sts.eu-west-9.amazonaws.com")),
                        "UNREACHABLE",
                        "the host sts.eu-west-9.amazonaws.com is not known",
                        network,
                        true),
                new Case(
                        failure(new ConnectException("Connection refused")),
                        "UNREACHABLE",
                        "Connection refused",
                        network,
                        true),
                new Case(
                        failure(handshake()),
                        "UNTRUSTED_CERTIFICATE",
                        "the server's certificate is not trusted: unable to find valid certification path",
                        "trustStore",
                        false),
                new Case(ApiCallTimeoutException.create(2_000), "TIMEOUT", "2000", network, true),
                new Case(AbortedException.create("stopped"), "INTERRUPTED", "stopped", "", false),
                new Case(refusal(407, null, null), "PROXY_AUTHENTICATION", "HTTP 407", "HTTPS_PROXY", false),
                new Case(refusal(503, null, null), "HTTP 503", "HTTP 503 without a reason", "", true));
    }

    @ParameterizedTest
    @MethodSource("withoutAnAnswer")
    void aRequestWithoutAnAnswerSaysWhy(Case tried) {
        var error = AwsError.of(tried.failure());

        assertThat(error.code()).isEqualTo(tried.code());
        assertThat(error.explanation()).contains(tried.explanation());
        assertThat(error.nextStep()).contains(tried.nextStep());
        assertThat(AwsFaults.isTransient(tried.failure())).isEqualTo(tried.passes());
    }

    @Test
    void anExplanationIsBounded() {
        assertThat(AwsError.of(SdkClientException.create("x".repeat(5_000))).explanation())
                .hasSize(500);
    }

    private static SdkException failure(Exception cause) {
        return SdkClientException.create("Unable to execute HTTP request", cause);
    }

    private static Exception handshake() {
        var handshake = new SSLHandshakeException("PKIX path building failed");
        handshake.initCause(new CertificateException("unable to find valid certification path to requested target"));
        return handshake;
    }

    private static AwsServiceException refusal(int status, @Nullable String code, @Nullable String message) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
