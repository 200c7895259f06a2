package dev.trailtally.simulator.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the requests of one connection. HTTP/1.1 with a length or chunks; both bounded. */
final class RequestReader {

    private static final int MAX_LINE = 64 << 10;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_BODY = 1 << 20;

    private final InputStream input;

    RequestReader(InputStream input) {
        this.input = new BufferedInputStream(input);
    }

    /** The next request, or nothing if the client has closed. */
    Optional<Request> read() throws IOException {
        var first = line();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var parts = first.get().split(" ", -1);
        if (parts.length != 3) {
            throw new ProtocolException("Not an HTTP request: " + first.get());
        }
        var target = parts[1];
        var mark = target.indexOf('?');
        var headers = headers();
        return Optional.of(new Request(
                parts[0],
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                headers,
                body(headers)));
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = requiredLine(); !line.isEmpty(); line = requiredLine()) {
            var colon = line.indexOf(':');
            if (colon < 0 || headers.size() == MAX_HEADERS) {
                throw new ProtocolException("Bad header, or more than " + MAX_HEADERS);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        return new String(bytes(size(headers.getOrDefault("content-length", "0"), 10)), StandardCharsets.UTF_8);
    }

    private String chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (var size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(bytes(size));
            requiredLine();
            if (body.size() > MAX_BODY) {
                throw new ProtocolException("Body larger than " + MAX_BODY);
            }
        }
        while (!requiredLine().isEmpty()) {
            // Trailers say nothing that is of use here.
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int chunkSize() throws IOException {
        return size(requiredLine().split(";", 2)[0].strip(), 16);
    }

    private static int size(String text, int radix) throws ProtocolException {
        try {
            var size = Integer.parseInt(text, radix);
            if (size >= 0 && size <= MAX_BODY) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a size that is too large.
        }
        throw new ProtocolException("Bad size: " + text);
    }

    private byte[] bytes(int size) throws IOException {
        var bytes = input.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("Request ends early");
        }
        return bytes;
    }

    private String requiredLine() throws IOException {
        return line().orElseThrow(() -> new EOFException("Request ends early"));
    }

    private Optional<String> line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = input.read(); next >= 0; next = input.read()) {
            if (next == '\n') {
                return Optional.of(line.toString(StandardCharsets.UTF_8).stripTrailing());
            }
            line.write(next);
            if (line.size() > MAX_LINE) {
                throw new ProtocolException("Line longer than " + MAX_LINE);
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
