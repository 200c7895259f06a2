package dev.trailtally.server.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Receives spans as an OpenTelemetry collector does, by OTLP over HTTP, and points the services of this JVM to itself. */
final class SpanReceiver implements AutoCloseable {

    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String DELAY = "otel.bsp.schedule.delay";
    private static final String QUEUE = "otel.bsp.max.queue.size";
    private static final String BATCH = "otel.bsp.max.export.batch.size";
    private static final String NO_RETRY = "otel.java.exporter.otlp.retry.disabled";
    private static final List<String> PROPERTIES = List.of(ENDPOINT, PROTOCOL, DELAY, QUEUE, BATCH, NO_RETRY);

    final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch mayAnswer;

    private final HttpServer server;

    /** @param answering whether it answers at once; else only when it is closed */
    SpanReceiver(boolean answering) throws IOException {
        mayAnswer = new CountDownLatch(answering ? 0 : 1);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/traces", this::receive);
        server.start();
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + server.getAddress().getPort());
        System.setProperty(PROTOCOL, "http/protobuf");
        System.setProperty(DELAY, "50");
        System.setProperty(NO_RETRY, "true"); // a server would take 10 s to stop without a receiver
    }

    /** Lets services keep only so many spans that are not sent. */
    void keepAtMost(int waiting) {
        System.setProperty(QUEUE, Integer.toString(waiting));
        System.setProperty(BATCH, Integer.toString(waiting));
    }

    private void receive(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        asked.countDown();
        try {
            mayAnswer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        spans(body).forEach(spans::add);
        exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    // ExportTraceServiceRequest: resource_spans = 1, in it scope_spans = 2, in it spans = 2.
    private static Stream<ReceivedSpan> spans(byte[] body) throws IOException {
        return messages(UnknownFieldSet.parseFrom(body), 1)
                .flatMap(resource -> messages(resource, 2))
                .flatMap(scope -> messages(scope, 2))
                .map(span -> new ReceivedSpan(
                        hex(span, 1), hex(span, 2), hex(span, 4), bytes(span, 5).toStringUtf8()));
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream().map(SpanReceiver::parsed);
    }

    private static UnknownFieldSet parsed(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(UnknownFieldSet message, int field) {
        return HexFormat.of().formatHex(bytes(message, field).toByteArray());
    }

    private static ByteString bytes(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .findFirst()
                .orElse(ByteString.EMPTY);
    }

    @Override
    public void close() {
        mayAnswer.countDown();
        server.stop(0);
        PROPERTIES.forEach(System::clearProperty);
    }

    /** Ids in hexadecimal digits; no parent is empty. */
    record ReceivedSpan(String traceId, String spanId, String parentId, String name) {}
}
