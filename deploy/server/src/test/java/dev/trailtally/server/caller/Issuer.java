package dev.trailtally.server.caller;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens that serves its keys on this machine. */
final class Issuer implements AutoCloseable {

    static final String NAME = "https://issuer.example.com";
    static final String AUDIENCE = "trailtally";

    final AtomicInteger requests = new AtomicInteger();
    volatile List<JWK> keys = List.of();
    volatile Answer answer = Answer.KEYS;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpServer server;
    private final Clock clock;

    Issuer(Clock clock) throws IOException {
        this.clock = clock;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/jwks", this::answer);
        server.start();
    }

    String jwks() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        var body = new JWKSet(keys).toString(true).getBytes(StandardCharsets.UTF_8);
        switch (answer) {
            case KEYS, FAILURE -> {
                exchange.sendResponseHeaders(answer == Answer.KEYS ? 200 : 503, body.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
            case BEGINNING -> {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body, 0, 10);
                exchange.getResponseBody().flush();
                awaitClosing();
            }
            case SILENCE -> awaitClosing();
        }
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it answers to a request for its keys. */
    enum Answer {
        KEYS,
        FAILURE,
        /** The headers and a few bytes, and then nothing. */
        BEGINNING,
        SILENCE
    }

    /** The claims of a valid token of ten minutes. */
    JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(AUDIENCE)
                .subject("team-a")
                .expirationTime(in(Duration.ofMinutes(10)))
                .claim("trailtally_role", "reader")
                .claim("trailtally_accounts", List.of("012345678901"));
    }

    Date in(Duration time) {
        return Date.from(clock.instant().plus(time));
    }

    static String signed(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) throws JOSEException {
        var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
        var token = new SignedJWT(header, claims);
        token.sign(new DefaultJWSSignerFactory().createJWSSigner(key, algorithm));
        return token.serialize();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
