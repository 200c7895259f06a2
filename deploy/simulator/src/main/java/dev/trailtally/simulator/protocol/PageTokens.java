package dev.trailtally.simulator.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opaque tokens of pages. A token carries a position and is sealed to the request that it came from, so that nothing
 * is kept for it here, and none can be made up or used elsewhere.
 */
public final class PageTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL = 18;

    private final SecretKeySpec secret;
    private final InstantSource clock;
    private final Optional<Duration> lifetime;

    public PageTokens(InstantSource clock, Optional<Duration> lifetime) {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.secret = new SecretKeySpec(bytes, ALGORITHM);
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /** @param binding everything that has to be the same when the token comes back */
    public String seal(String binding, String position) {
        var content = clock.instant().toEpochMilli() + " " + position;
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var sealed = Arrays.copyOf(mac(binding, bytes), SEAL + bytes.length);
        System.arraycopy(bytes, 0, sealed, SEAL, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** The position, or nothing if the token is another's, made up or too old. */
    public Optional<String> open(String binding, String token) {
        try {
            var sealed = Base64.getUrlDecoder().decode(token);
            if (sealed.length <= SEAL) {
                return Optional.empty();
            }
            var bytes = Arrays.copyOfRange(sealed, SEAL, sealed.length);
            if (!Arrays.equals(mac(binding, bytes), Arrays.copyOf(sealed, SEAL))) {
                return Optional.empty();
            }
            var parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 2);
            var issued = Instant.ofEpochMilli(Long.parseLong(parts[0]));
            var fresh = lifetime.isEmpty() || clock.instant().isBefore(issued.plus(lifetime.get()));
            return fresh ? Optional.of(parts[1]) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private byte[] mac(String binding, byte[] content) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(binding.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(content), SEAL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
