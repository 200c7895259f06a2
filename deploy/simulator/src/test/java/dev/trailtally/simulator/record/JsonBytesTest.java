package dev.trailtally.simulator.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JsonBytesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void textReadsBackAsItWas() throws IOException {
        var text = "\"quoted\" \\ back \n line \t tab \u0001 bell, björn, 東京, 🚀";

        var json = new JsonBytes().text(text).copy();

        assertThat(JSON.readValue(json, String.class)).isEqualTo(text);
    }

    @Test
    void instantsAreIso8601() {
        for (var second : new long[] {0, 1_741_651_199, 1_741_651_200, -1}) {
            assertThat(new String(new JsonBytes().instant(second).copy(), UTF_8))
                    .isEqualTo("\"" + Instant.ofEpochSecond(second) + "\"");
        }
    }

    @Test
    void uuidsAreRandomOnes() {
        var json = new String(new JsonBytes().uuid(new SplittableRandom(1)).copy(), UTF_8);

        assertThat(UUID.fromString(json.replace("\"", "")).version()).isEqualTo(4);
        assertThat(UUID.fromString(json.replace("\"", "")).variant()).isEqualTo(2);
    }

    @Test
    void theBufferGrows() {
        var text = "x".repeat(100_000);

        assertThat(new JsonBytes().raw(text).raw(text).length()).isEqualTo(200_000);
    }
}
