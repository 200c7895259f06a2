package dev.trailtally.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private HttpServer server;
    private int status;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health/readiness", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aReadyServiceAnswersOk() {
        status = 200;

        assertThat(Probe.answersOk(readiness())).as("readiness is 200").isTrue();
    }

    @Test
    void aServiceThatIsNotReadyDoesNotAnswerOk() {
        status = 503;

        assertThat(Probe.answersOk(readiness())).as("readiness is 503").isFalse();
    }

    @Test
    void aServiceThatIsAwayDoesNotAnswerOk() {
        server.stop(0);

        assertThat(Probe.answersOk(readiness())).as("nothing listens").isFalse();
    }

    private URI readiness() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health/readiness");
    }
}
