package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.trailtally.collector.aws.AwsError;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;

class AwsFailuresTest {

    private static final LookupEventsRequest LOOKUP =
            LookupEventsRequest.builder().build();

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException, throttling",
        "400, ExpiredTokenException, expiredCredentials",
        "400, InvalidNextTokenException, expiredPageToken",
        "500, InternalFailure, transient",
        "503, ServiceUnavailable, transient",
        "400, RequestTimeout, transient",
        "400, AccessDeniedException, none",
        "400, UnrecognizedClientException, none"
    })
    void eachCodeIsOneKindOfFailure(int status, String code, String kind) {
        var failure = failure(exchange -> CannedAws.answer(exchange, status, refusal(code)));
        var actual = AwsFailures.of(failure, "cloudtrail:LookupEvents", "account 000000000001", "eu-west-1");

        assertThat(actual.code()).isEqualTo(code);
        assertThat(actual.explanation()).isEqualTo("because so");
        for (var found : new Exception[] {failure, actual}) {
            assertThat(AwsFailures.isThrottling(found)).isEqualTo(kind.equals("throttling"));
            assertThat(AwsFailures.isExpiredCredentials(found)).isEqualTo(kind.equals("expiredCredentials"));
            assertThat(AwsFailures.isExpiredPageToken(found)).isEqualTo(kind.equals("expiredPageToken"));
            assertThat(AwsFailures.isTransient(found)).isEqualTo(kind.equals("transient"));
        }
    }

    @Test
    void aDeniedLookupNamesTheMissingPermissionAndWhereItIsMissing() {
        var failure = failure(exchange -> CannedAws.answer(exchange, 400, refusal("AccessDeniedException")));
        var actual = AwsFailures.of(failure, "cloudtrail:LookupEvents", "account 000000000001", "eu-west-1");

        assertThat(actual.nextStep()).contains("Allow cloudtrail:LookupEvents", "account 000000000001 in eu-west-1");
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, Enable eu-west-1 for account 000000000001",
        "af-south-1, it refuses session tokens of the global STS endpoint",
        "cn-north-1, Enable cn-north-1 for account 000000000001"
    })
    void aRegionThatRefusesWhatOthersAcceptIsAboutTheRegion(String region, String nextStep) {
        var failure = failure(exchange -> CannedAws.answer(exchange, 400, refusal("UnrecognizedClientException")));
        var actual = AwsFailures.of(failure, "cloudtrail:LookupEvents", "account 000000000001", region);

        assertThat(actual.nextStep()).contains(nextStep).doesNotContain("access key");
    }

    @Test
    void aKeyThatIsRefusedEverywhereIsNotAboutTheRegion() {
        var failure = failure(exchange -> CannedAws.answer(exchange, 403, refusal("InvalidClientTokenId")));
        var actual = AwsFailures.of(failure, "sts:GetCallerIdentity", "the collector");

        assertThat(actual.nextStep()).contains("access key is deleted").doesNotContain("region");
    }

    @Test
    void aRequestIsTriedOnceOnly() {
        var requests = new AtomicInteger();
        failure(exchange -> {
            requests.incrementAndGet();
            CannedAws.answer(exchange, 500, refusal("InternalFailure"));
        });

        assertThat(requests).hasValue(1);
    }

    @Test
    void connectionsThatBreakMayBeTriedAgain() {
        var silent = failure(exchange -> exchange.close());
        var cut = failure(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
        });

        assertThat(AwsFailures.isTransient(silent)).isTrue();
        assertThat(AwsFailures.isTransient(cut)).isTrue();
        assertThat(AwsError.of(silent).code()).isEqualTo("UNREACHABLE");
    }

    @Test
    void aRequestWithoutAnAnswerTimesOutAndLeavesItsVirtualThreadUsable() throws Exception {
        var never = new CountDownLatch(1);
        try (var aws = new CannedAws(exchange -> await(never), Duration.ofMillis(200));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var failure = threads.submit(() -> {
                        var thrown = lookup(aws);
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        return thrown;
                    })
                    .get();

            assertThat(AwsError.of(failure).code()).isEqualTo("TIMEOUT");
            assertThat(AwsFailures.isTransient(failure)).isTrue();
            never.countDown();
        }
    }

    @Test
    void fiveHundredRequestsAreAwaitedAtTheSameTime() throws Exception {
        int requests = 500;
        var all = new CountDownLatch(requests);
        HttpHandler onceAllAreHere = exchange -> {
            all.countDown();
            await(all);
            CannedAws.answer(exchange, 200, "{\"Events\":[]}");
        };
        try (var aws = new CannedAws(onceAllAreHere);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var session = aws.session();
            Callable<Integer> lookup =
                    () -> session.lookup(LOOKUP, "eu-west-1", () -> {}).events().size();
            for (var answer : threads.invokeAll(Collections.nCopies(requests, lookup))) {
                assertThat(answer.get()).isZero();
            }
        }
    }

    private static SdkException failure(HttpHandler handler) {
        try (var aws = new CannedAws(handler)) {
            return lookup(aws);
        }
    }

    private static SdkException lookup(CannedAws aws) {
        var session = aws.session();
        return catchThrowableOfType(SdkException.class, () -> session.lookup(LOOKUP, "eu-west-1", () -> {}));
    }

    private static String refusal(String code) {
        return "{\"__type\":\"" + code + "\",\"message\":\"because so\"}";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
