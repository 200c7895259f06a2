package dev.trailtally.server.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class JwksTest {

    private static final JWKSelector KNOWN =
            new JWKSelector(new JWKMatcher.Builder().keyID("known").build());
    private static final JWKSelector UNKNOWN =
            new JWKSelector(new JWKMatcher.Builder().keyID("unknown").build());
    private static final Duration NEVER = Duration.ofHours(1);

    private final MovedClock clock = new MovedClock();
    private Issuer issuer;
    private JWK key;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer(clock);
        key = new ECKeyGenerator(Curve.P_256).keyID("known").generate();
        issuer.keys = List.of(key);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void oneCallWaitsForASilentIssuerAndTheOthersUseTheKeysThatThereAre() throws Exception {
        var jwks = new Jwks(issuer.jwks(), clock, NEVER);
        assertThat(jwks.get(KNOWN, null)).as("keys at first").hasSize(1);
        issuer.answer = Issuer.Answer.SILENCE;
        clock.move(Duration.ofMinutes(60).plusSeconds(30));
        var first = new FutureTask<>(() -> jwks.get(KNOWN, null));
        Thread.ofVirtual().start(first);
        await().untilAsserted(() -> assertThat(issuer.requests).hasValue(2));

        assertThat(jwks.get(KNOWN, null)).as("keys while another call waits").hasSize(1);
        assertThat(first).as("the call that reads").isNotDone();
        assertThat(issuer.requests).as("requests").hasValue(2);

        issuer.close();
        assertThat(first.get(30, TimeUnit.SECONDS))
                .as("keys of the call that read")
                .hasSize(1);
    }

    @Test
    void noCallUsesKeysThatExpiredLongAgoWhileAnotherReadsThem() throws Exception {
        var jwks = new Jwks(issuer.jwks(), clock, NEVER);
        assertThat(jwks.get(KNOWN, null)).as("keys at first").hasSize(1);
        issuer.answer = Issuer.Answer.SILENCE;
        clock.move(Duration.ofHours(8));
        var first = call(jwks);
        await().untilAsserted(() -> assertThat(issuer.requests).hasValue(2));
        var second = new FutureTask<>(() -> jwks.get(KNOWN, null));
        var waiting = Thread.ofVirtual().start(second);

        await().untilAsserted(() -> assertThat(waiting.getState()).isEqualTo(Thread.State.TIMED_WAITING));
        assertThat(second).as("the call that does not read").isNotDone();
        issuer.close();
        assertThat(first.get(30, TimeUnit.SECONDS)).hasSize(1);
        assertThat(second.get(30, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void afterAFailureCallsWithKnownKeysSoonFindTheIssuerAgain() throws Exception {
        var jwks = new Jwks(issuer.jwks(), clock, NEVER);
        assertThat(jwks.get(KNOWN, null)).as("keys at first").hasSize(1);
        issuer.answer = Issuer.Answer.FAILURE;
        clock.move(Duration.ofMinutes(2));
        assertThat(jwks.get(UNKNOWN, null)).isEmpty();
        assertThat(jwks.issuerUp()).as("after the failure").isFalse();

        issuer.answer = Issuer.Answer.KEYS;
        clock.move(Duration.ofMinutes(1));
        assertThat(jwks.get(KNOWN, null)).hasSize(1);
        assertThat(jwks.issuerUp()).as("a minute later").isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "BEGINNING", "FAILURE"})
    void aReadingThatFailsEndsAndTheFormerKeysStayInUse(Issuer.Answer answer) throws Exception {
        var jwks = new Jwks(issuer.jwks(), clock, Duration.ofMillis(500));
        await().untilAsserted(
                        () -> { // the first connection may take longer
                            clock.move(Duration.ofMinutes(1));
                            assertThat(jwks.get(KNOWN, null))
                                    .as("keys at first")
                                    .hasSize(1);
                        });
        issuer.answer = answer;
        clock.move(Duration.ofHours(2));

        assertThat(jwks.get(KNOWN, null)).as("former keys").hasSize(1);
        assertThat(jwks.issuerUp()).as("issuer up").isFalse();
        assertThat(jwks.get(UNKNOWN, null)).as("keys of an unknown id").isEmpty();
        int requests = issuer.requests.get();
        assertThat(jwks.get(KNOWN, null)).as("keys within the minute").hasSize(1);
        assertThat(issuer.requests).as("requests within the minute").hasValue(requests);
    }

    @Test
    void callsThatNeedKeysWaitForTheCallThatReadsThem() throws Exception {
        var jwks = new Jwks(issuer.jwks(), clock, NEVER);
        var calls = List.of(call(jwks), call(jwks), call(jwks));
        for (var call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS)).hasSize(1);
        }
        assertThat(issuer.requests).as("requests").hasValue(1);
    }

    private static FutureTask<List<JWK>> call(Jwks jwks) throws KeySourceException {
        var call = new FutureTask<>(() -> jwks.get(KNOWN, null));
        Thread.ofVirtual().start(call);
        return call;
    }
}
