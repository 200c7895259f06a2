package dev.trailtally.simulator.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A small HTTP/1.1 server on the loopback address, one virtual thread for each connection. The JDK's own cannot reset a
 * connection, and a reset is one of the faults to imitate.
 */
public final class HttpListener implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final ServerSocket server;
    private final Function<Request, Reply> handler;
    private final Thread acceptor;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Listens at once; port 0 means any free one. */
    public HttpListener(int port, Function<Request, Reply> handler) {
        this.handler = handler;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port, e);
        }
        acceptor = Thread.ofPlatform()
                .name("simulator-" + server.getLocalPort())
                .daemon()
                .start(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                // Closed, which ends the loop; or this one client went away before it was accepted.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            connection.setSoTimeout(Math.toIntExact(IDLE.toMillis()));
            var requests = new RequestReader(connection.getInputStream());
            var open = !server.isClosed();
            while (open) {
                var request = requests.read();
                open = request.isPresent() && answer(connection, request.get());
            }
        } catch (IOException e) {
            // The client hung up or is not speaking HTTP: no answer can reach it.
        } finally {
            connections.remove(connection);
        }
    }

    /** Whether the connection stays open. */
    private boolean answer(Socket connection, Request request) throws IOException {
        return switch (handler.apply(request)) {
            case Reply.Reset() -> {
                // Closing with a linger of zero sends RST in place of FIN.
                connection.setSoLinger(true, 0);
                yield false;
            }
            case Reply.Response response -> {
                var stays =
                        !"close".equalsIgnoreCase(request.header("connection").orElse(""));
                write(connection, response, !request.method().equals("HEAD"), stays);
                yield stays;
            }
        };
    }

    private static void write(Socket connection, Reply.Response response, boolean withBody, boolean stays)
            throws IOException {
        var head = new StringBuilder("HTTP/1.1 ").append(response.status()).append(" -\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(response.body().length).append("\r\n");
        head.append(stays ? "\r\n" : "Connection: close\r\n\r\n");
        var output = new BufferedOutputStream(connection.getOutputStream(), 64 << 10);
        output.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (withBody) {
            output.write(response.body());
        }
        output.flush();
    }

    /** The port is free afterwards: a socket that a thread accepts on is closed when that thread leaves it. */
    @Override
    public void close() {
        try {
            server.close();
            for (var connection : connections) {
                connection.close();
            }
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
