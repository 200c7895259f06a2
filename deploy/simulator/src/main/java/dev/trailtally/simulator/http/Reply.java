package dev.trailtally.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The result of a request. */
public sealed interface Reply {

    /** An answer. */
    @SuppressWarnings("ArrayRecordComponent") // the bytes go straight to the socket; nobody compares answers
    record Response(int status, Map<String, String> headers, byte[] body) implements Reply {

        public Response {
            headers = Map.copyOf(headers);
        }

        public static Response text(int status, Map<String, String> headers, String body) {
            return new Response(status, headers, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The connection is reset (TCP RST), nothing answered. */
    record Reset() implements Reply {}
}
