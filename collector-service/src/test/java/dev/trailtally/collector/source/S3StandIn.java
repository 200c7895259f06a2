package dev.trailtally.collector.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Speaks ListObjectsV2 and GetObject as S3 does, for one bucket in memory. */
public final class S3StandIn implements AutoCloseable {

    public static final String BUCKET = "trail-logs";

    private static final Instant MODIFIED = Instant.parse("2023-07-10T12:20:00Z");

    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final List<String> listedPrefixes = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Consumer<Map<String, String>> beforeListing = parameters -> {};

    public S3StandIn() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        System.setProperty("aws.region", "eu-west-1");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void put(String key, String content) {
        objects.put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers AccessDenied to listings of the prefix and to objects under it. */
    public void deny(String prefix) {
        denied.add(prefix);
    }

    public void allow(String prefix) {
        denied.remove(prefix);
    }

    /** Runs with the parameters of each listing request, before it is answered. */
    public void beforeListing(Consumer<Map<String, String>> action) {
        beforeListing = action;
    }

    public List<String> listedPrefixes() {
        return List.copyOf(listedPrefixes);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring(1);
            var slash = path.indexOf('/');
            var bucket = slash < 0 ? path : path.substring(0, slash);
            var key = slash < 0 ? "" : path.substring(slash + 1);
            if (!bucket.equals(BUCKET)) {
                error(exchange, 404, "NoSuchBucket");
            } else if (key.isEmpty()) {
                list(exchange, parameters(exchange.getRequestURI()));
            } else {
                object(exchange, key);
            }
        }
    }

    private void list(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        beforeListing.accept(parameters);
        var prefix = parameters.getOrDefault("prefix", "");
        listedPrefixes.add(prefix);
        if (isDenied(prefix)) {
            error(exchange, 403, "AccessDenied");
            return;
        }
        var delimiter = parameters.getOrDefault("delimiter", "");
        var maxKeys = Integer.parseInt(parameters.getOrDefault("max-keys", "1000"));
        var token = parameters.get("continuation-token");
        var after = token == null ? "" : new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        var xml = new StringBuilder();
        var count = 0;
        var last = after;
        var truncated = false;
        for (var key : objects.tailMap(prefix, true).keySet()) {
            if (!key.startsWith(prefix)) {
                break;
            }
            var end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            var item = end < 0 ? key : key.substring(0, end + 1);
            if (item.compareTo(last) <= 0) {
                continue;
            }
            if (count == maxKeys) {
                truncated = true;
                break;
            }
            xml.append(end < 0 ? contents(key) : "<CommonPrefixes><Prefix>" + item + "</Prefix></CommonPrefixes>");
            last = item;
            count++;
        }
        if (truncated) {
            var next = Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
            xml.append("<NextContinuationToken>").append(next).append("</NextContinuationToken>");
        }
        xml.append("<IsTruncated>").append(truncated).append("</IsTruncated>");
        respond(exchange, 200, "<ListBucketResult>" + xml + "</ListBucketResult>");
    }

    private String contents(String key) {
        var content = Objects.requireNonNull(objects.get(key));
        return "<Contents><Key>" + key + "</Key><ETag>&quot;" + etag(content) + "&quot;</ETag><Size>" + content.length
                + "</Size><LastModified>" + MODIFIED + "</LastModified></Contents>";
    }

    private void object(HttpExchange exchange, String key) throws IOException {
        var content = objects.get(key);
        var ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
        if (isDenied(key)) {
            error(exchange, 403, "AccessDenied");
        } else if (content == null) {
            error(exchange, 404, "NoSuchKey");
        } else if (ifMatch != null && !ifMatch.equals("\"" + etag(content) + "\"")) {
            error(exchange, 412, "PreconditionFailed");
        } else {
            exchange.getResponseHeaders().add("ETag", "\"" + etag(content) + "\"");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private boolean isDenied(String key) {
        return denied.stream().anyMatch(key::startsWith);
    }

    private static String etag(byte[] content) {
        return Integer.toHexString(Arrays.hashCode(content));
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        respond(exchange, status, "<Error><Code>" + code + "</Code><Message>refused</Message></Error>");
    }

    private static void respond(HttpExchange exchange, int status, String xml) throws IOException {
        var body = xml.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> parameters(URI uri) {
        var parameters = new HashMap<String, String>();
        for (var part :
                uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&", -1)) {
            var pair = part.split("=", 2);
            parameters.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
