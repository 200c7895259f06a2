package dev.trailtally.simulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, read to its end.
 *
 * @param path as sent: still percent-encoded, without the query
 * @param query as sent, empty if there is none
 * @param headers names in lower case
 */
public record Request(String method, String path, String query, Map<String, String> headers, String body) {

    public Request {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public String decodedPath() {
        // A plus sign is itself in a path, and a blank only in a query.
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    public Map<String, String> queryParameters() {
        return parameters(query);
    }

    public Map<String, String> formParameters() {
        return parameters(body);
    }

    private static Map<String, String> parameters(String text) {
        var parameters = new LinkedHashMap<String, String>();
        for (var part : text.split("&", -1)) {
            if (!part.isEmpty()) {
                var pair = part.split("=", 2);
                var value = pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
                parameters.put(URLDecoder.decode(pair[0], StandardCharsets.UTF_8), value);
            }
        }
        return parameters;
    }
}
