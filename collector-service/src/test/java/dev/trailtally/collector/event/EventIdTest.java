package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"4a48a30a-6530-4901-aeda-f8005ae1c003", "4A48A30A-6530-4901-AEDA-F8005AE1C003"})
    void uuidsAreReadInEitherCase(String text) {
        var bytes = text.getBytes(UTF_8);

        assertThat(EventId.isUuid(bytes, 0, bytes.length)).isTrue();
        assertThat(new UUID(EventId.high(bytes, 0), EventId.low(bytes, 0))).isEqualTo(UUID.fromString(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eventID", "4a48a30a65304901aedaf8005ae1c003", "8d5840cf-6ne3-4947-be6b-cb5147856719"})
    void otherIdsAreNames(String text) {
        var bytes = text.getBytes(UTF_8);

        assertThat(EventId.isUuid(bytes, 0, bytes.length)).isFalse();
        assertThat(EventId.ofName(bytes)).isEqualTo(EventId.ofName(bytes));
        assertThat(EventId.ofName(bytes).version()).isEqualTo(5);
        assertThat(EventId.ofName(bytes).variant()).isEqualTo(2);
    }

    @Test
    void whiteSpaceBetweenTokensIsNoContent() {
        var id = EventId.ofContent("{\"a\":\"b c \\\" d\"}".getBytes(UTF_8));

        assertThat(EventId.ofContent("{ \"a\" :\n\"b c \\\" d\" }".getBytes(UTF_8)))
                .isEqualTo(id);
        assertThat(EventId.ofContent("{\"a\":\"bc \\\" d\"}".getBytes(UTF_8))).isNotEqualTo(id);
        assertThat(EventId.ofName("{\"a\":\"b c \\\" d\"}".getBytes(UTF_8))).isNotEqualTo(id);
    }
}
