package dev.trailtally.server.caller;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys: kept for an hour, and read again for an unknown key id, but at most once a minute. While they cannot be read,
 * the former ones stay in use.
 */
final class Jwks implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(Jwks.class);
    private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final int HTTP_OK = 200;
    private static final int MAX_BYTES = 1 << 18;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String location;
    private final Clock clock;
    private final Duration timeLimit;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable JWKSet keys;
    private volatile Instant read = Instant.EPOCH;
    private volatile boolean issuerUp = true;
    private volatile Instant attempted = Instant.EPOCH;

    Jwks(String location, Clock clock) {
        this(location, clock, TIME_LIMIT);
    }

    /** @param timeLimit for one reading, from the first byte to the last */
    Jwks(String location, Clock clock, Duration timeLimit) {
        this.location = location;
        this.clock = clock;
        this.timeLimit = timeLimit;
        if (location.startsWith("http:")
                && !LOOPBACK.contains(String.valueOf(URI.create(location).getHost()))) {
            throw new IllegalArgumentException(
                    "callers.jwt.jwks must be https, except on this machine, is " + location);
        }
    }

    /** Whether the last reading succeeded, or none was needed yet. After a failure, each minute's first call reads again. */
    boolean issuerUp() {
        return issuerUp;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        var seen = read;
        var known = keys;
        var matching = known == null ? List.<JWK>of() : selector.select(known);
        var now = clock.instant();
        if (!matching.isEmpty() && now.isBefore(issuerUp ? seen.plus(LIFETIME) : attempted.plus(MIN_INTERVAL))) {
            return matching;
        }
        // Keys that expired long ago, as after a quiet night, may hold one that the issuer has revoked since.
        boolean valid = !issuerUp || now.isBefore(seen.plus(LIFETIME).plus(MIN_INTERVAL));
        if (lock(valid && !matching.isEmpty())) {
            try {
                readAgain(seen);
            } finally {
                reading.unlock();
            }
        }
        var latest = keys;
        if (latest == null) {
            throw new JWKSetUnavailableException("no keys");
        }
        return selector.select(latest);
    }

    /** One call reads the keys. Others wait for it only if they cannot be answered with the keys that there are. */
    private boolean lock(boolean answerable) {
        try {
            return answerable ? reading.tryLock() : reading.tryLock(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void readAgain(Instant seen) {
        var now = clock.instant();
        // Another call may have read them in the meantime.
        if (!read.equals(seen) || now.isBefore(attempted.plus(MIN_INTERVAL))) {
            return;
        }
        attempted = now;
        try {
            keys = JWKSet.parse(load());
            read = now;
            issuerUp = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ParseException | RuntimeException e) {
            issuerUp = false;
            log.warn(
                    "the keys of {} cannot be read, so {}: {}",
                    location,
                    keys == null ? "no token is accepted" : "the former keys stay in use",
                    e.toString());
        }
    }

    private String load() throws IOException, InterruptedException {
        if (location.startsWith("https:") || location.startsWith("http:")) {
            return fetch();
        }
        try (var stream = Files.newInputStream(Path.of(location))) {
            return new String(stream.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    // The client's own time-outs end with the headers, and an issuer may send its body slowly.
    private String fetch() throws IOException, InterruptedException {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            var answer = client.sendAsync(
                            HttpRequest.newBuilder(URI.create(location)).build(),
                            BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES))
                    .get(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() != HTTP_OK) {
                throw new IOException("HTTP status " + answer.statusCode());
            }
            return answer.body();
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeLimit, e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            client.shutdownNow();
        }
    }
}
