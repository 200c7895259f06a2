package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.trailtally.collector.aws.AwsError;
import dev.trailtally.collector.source.S3Clients;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;

/** Something other than AWS answers: every service reports it, and takes nothing from the answer. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ForeignAnswersTest {

    private static final String PAGE = "<!DOCTYPE html>\n<html><body>Please sign in</body></html>";
    private static final String XHTML = "<html><head/><body>Please sign in</body></html>";

    record Call(String service, Consumer<CannedAws> request) {}

    record Answer(int status, String body, String code, String explanation) {}

    record Case(Call call, Answer answer) {

        @Override
        public String toString() {
            return call.service() + " gets " + answer.status() + " " + answer.body();
        }
    }

    private static Stream<Case> cases() {
        var calls = List.of(
                new Call("sts", aws -> aws.clients.sts().getCallerIdentity()),
                new Call("iam", aws -> aws.clients.iam().listUsers()),
                new Call("organizations", aws -> aws.clients.organizations().listAccounts()),
                new Call("account", aws -> aws.clients.account().listRegions(request -> {})),
                new Call("ec2", aws -> aws.clients.ec2(Region.EU_WEST_1).describeRegions()),
                new Call(
                        "cloudtrail",
                        aws -> aws.clients.cloudTrail(Region.EU_WEST_1).lookupEvents()),
                new Call("s3", ForeignAnswersTest::listObjects));
        var answers = List.of(
                new Answer(200, PAGE, "UNREADABLE_ANSWER", "Please sign in"),
                new Answer(200, XHTML, "UNREADABLE_ANSWER", "Please sign in"),
                new Answer(200, "", "UNREADABLE_ANSWER", "HTTP 200 with nothing"),
                new Answer(200, "not today", "UNREADABLE_ANSWER", "not today"),
                new Answer(403, PAGE, "UNREADABLE_ANSWER", "HTTP 403"),
                new Answer(407, PAGE, "PROXY_AUTHENTICATION", "HTTP 407"));
        return calls.stream().flatMap(call -> answers.stream().map(answer -> new Case(call, answer)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsNoAnswerOfAwsSaysWhoAnsweredWhat(Case tried) {
        try (var aws = new CannedAws(answer(tried.answer()))) {
            var failure = catchThrowableOfType(
                    SdkException.class, () -> tried.call().request().accept(aws));
            assertThat(failure).as("read as an answer").isNotNull();
            var error = AwsError.of(failure);

            assertThat(error.code())
                    .as(error.explanation())
                    .isEqualTo(tried.answer().code());
            assertThat(error.explanation())
                    .contains("http://127.0.0.1:", tried.answer().explanation());
            assertThat(error.nextStep()).contains("PROXY").doesNotContain("Check the network");
        }
    }

    private static void listObjects(CannedAws aws) {
        System.setProperty("aws.accessKeyId", "AKIACANNED");
        System.setProperty("aws.secretAccessKey", "secret");
        try (var s3 = new S3Clients(aws.endpoint(), List.of())) {
            s3.client("eu-west-1").listObjectsV2(request -> request.bucket("trail-logs"));
        }
    }

    private static HttpHandler answer(Answer answer) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            write(exchange.getResponseBody(), bytes);
            exchange.close();
        };
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            out.write(bytes);
        }
    }
}
