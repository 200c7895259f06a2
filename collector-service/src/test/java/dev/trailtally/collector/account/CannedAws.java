package dev.trailtally.collector.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Answers as AWS never should. */
final class CannedAws implements AutoCloseable {

    private static final int BACKLOG = 1_000;

    private final HttpServer server;
    final AwsClients clients;

    CannedAws(HttpHandler handler) {
        this(handler, Duration.ofSeconds(30));
    }

    CannedAws(HttpHandler handler, Duration maxLookup) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", handler);
        server.start();
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIACANNED", "secret"));
        clients = new AwsClients(endpoint(), credentials, Region.EU_WEST_1, maxLookup);
    }

    final String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The caller's own session, made without asking. */
    AccountSession session() {
        var credentials = new SessionCredentials(
                clients::credentials, failure -> AwsFailures.of(failure, "sts:GetCallerIdentity", "the collector"));
        return new AccountSession(1, "aws", clients, credentials);
    }

    static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    static void answer(HttpExchange exchange, int status, String json) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        clients.close();
        server.stop(0);
    }
}
