package dev.trailtally.server.caller;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The issuer's keys: kept for an hour, and read again for an unknown key id, but at most once a minute. */
final class Jwks implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(Jwks.class);
    private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final int TIMEOUT_MS = 5_000;
    private static final int MAX_BYTES = 1 << 18;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String location;
    private final Clock clock;
    private volatile @Nullable JWKSet keys;
    private volatile Instant read = Instant.EPOCH;
    private Instant attempted = Instant.EPOCH;

    Jwks(String location, Clock clock) {
        this.location = location;
        this.clock = clock;
        if (location.startsWith("http:")
                && !LOOPBACK.contains(String.valueOf(URI.create(location).getHost()))) {
            throw new IllegalArgumentException(
                    "callers.jwt.jwks must be https, except on this machine, is " + location);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        var seen = read;
        var known = keys;
        if (known != null && clock.instant().isBefore(seen.plus(LIFETIME))) {
            var matching = selector.select(known);
            if (!matching.isEmpty()) {
                return matching;
            }
        }
        return selector.select(readAgain(seen));
    }

    private synchronized JWKSet readAgain(Instant seen) throws KeySourceException {
        var known = keys;
        var now = clock.instant();
        // Another call may have read them in the meantime.
        if (read.equals(seen) && !now.isBefore(attempted.plus(MIN_INTERVAL))) {
            attempted = now;
            try {
                known = load();
                keys = known;
                read = now;
            } catch (IOException | ParseException | RuntimeException e) {
                log.warn(
                        "the keys of {} cannot be read, so {}",
                        location,
                        known == null ? "no token is accepted" : "the former keys stay in use",
                        e);
            }
        }
        if (known == null) {
            throw new JWKSetUnavailableException("no keys");
        }
        return known;
    }

    private JWKSet load() throws IOException, ParseException {
        if (location.startsWith("https:") || location.startsWith("http:")) {
            var retriever = new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MAX_BYTES);
            return JWKSet.parse(
                    retriever.retrieveResource(URI.create(location).toURL()).getContent());
        }
        try (var stream = Files.newInputStream(Path.of(location))) {
            return JWKSet.parse(new String(stream.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
        }
    }
}
