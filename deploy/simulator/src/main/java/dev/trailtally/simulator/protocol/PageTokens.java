package dev.trailtally.simulator.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opaque tokens of pages. A token carries a position and is sealed to the request that it came from, so that nothing
 * is kept for it here, and none can be made up or used elsewhere.
 */
public final class PageTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL = 18;
    /** Marks the position of a page whose empty page was already sent. */
    private static final String EMPTY_SENT = "+";

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

    /**
     * A page of a list.
     *
     * @param next the token of the next one, absent if nothing follows
     */
    public record Page<T>(List<T> items, Optional<String> next) {}

    /**
     * The page of a list that a token asks for.
     *
     * @param size the most items in it
     * @param emptyFirst whether an empty page comes before each page
     * @param invalid refuses a token that is not one of this list
     */
    public <T> Page<T> page(
            List<T> items,
            String binding,
            Optional<String> token,
            int size,
            boolean emptyFirst,
            Supplier<AwsException> invalid) {
        var position =
                token.map(text -> open(binding, text).orElseThrow(invalid)).orElse("0");
        if (emptyFirst && !position.endsWith(EMPTY_SENT)) {
            return new Page<>(List.of(), Optional.of(seal(binding, position + EMPTY_SENT)));
        }
        var from = Math.min(items.size(), Integer.parseInt(position.replace(EMPTY_SENT, "")));
        var to = Math.min(items.size(), from + size);
        var next = to < items.size() ? Optional.of(seal(binding, Integer.toString(to))) : Optional.<String>empty();
        return new Page<>(items.subList(from, to), next);
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
