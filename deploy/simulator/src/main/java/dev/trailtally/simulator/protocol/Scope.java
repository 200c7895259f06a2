package dev.trailtally.simulator.protocol;

import dev.trailtally.simulator.http.Request;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whose key signed a request, for which region and service: the credential scope of its SigV4 signature. */
public record Scope(String accessKeyId, String region, String service) {

    private static final Pattern CREDENTIAL =
            Pattern.compile("AWS4-HMAC-SHA256 +Credential=([^/,]+)/\\d{8}/([^/,]+)/([^/,]+)/aws4_request");

    public static Optional<Scope> of(Request request) {
        return request.header("authorization").flatMap(text -> {
            var matcher = CREDENTIAL.matcher(text);
            return matcher.lookingAt()
                    ? Optional.of(new Scope(matcher.group(1), matcher.group(2), matcher.group(3)))
                    : Optional.empty();
        });
    }
}
