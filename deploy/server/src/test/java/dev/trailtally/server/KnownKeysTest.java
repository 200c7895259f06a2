package dev.trailtally.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.server.transport.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.max-mesage-size",
                "server.tls.certifcate",
                "callers.maping",
                "callers.jwt.isuer",
                "callers.limits.requests",
                "tracing.enable"
            })
    void anUnknownKeyStopsTheStart(String key) {
        assertThatThrownBy(() -> new TestServer(Map.of(key, "1")).close())
                .as("start with " + key)
                .hasStackTraceContaining("unknown setting " + key);
    }

    @ParameterizedTest
    @CsvSource({
        "server.stop-timeout, 20 seconds, a duration",
        "server.max-message-size, 4 MiB, a whole number",
        "server.insecure-plaintext, ture, true or false"
    })
    void aValueThatCannotBeReadStopsTheStart(String key, String value, String form) {
        assertThatThrownBy(() -> new TestServer(Map.of(key, value)).close())
                .as("start with " + key)
                .hasStackTraceContaining(key + " is \"" + value + "\", but must be " + form);
    }

    @Test
    void allKeysOfTheConfigurationRecordsAreKnownInEitherSpelling() {
        new TestServer(Map.of(
                        "server.max-message-size",
                        100_000,
                        "server.stopTimeout",
                        "1s",
                        "server.health-interval",
                        "200ms",
                        "callers.limits.concurrent-calls",
                        2,
                        "callers.jwt.clock-skew",
                        "10s",
                        "tracing.enabled",
                        false,
                        "metrics.other",
                        1))
                .close();
    }
}
