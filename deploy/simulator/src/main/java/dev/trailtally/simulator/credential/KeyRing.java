package dev.trailtally.simulator.credential;

import dev.trailtally.simulator.event.Seed;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import dev.trailtally.simulator.record.JsonBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The keys that are known: a user's in each account, and those of the sessions that AssumeRole began. */
public final class KeyRing {

    /** Whose key is known in each account. */
    public static final String USER = "scanner";

    /** For this long, an expired key is distinguished from an unknown one. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int SESSIONS_BEFORE_TIDYING = 10_000;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, AccessKey> users = new ConcurrentHashMap<>();

    private record Known(AccessKey key, Caller caller, Instant expiration) {}

    public KeyRing(Organization organization, InstantSource clock) {
        this.clock = clock;
        for (var account : organization.accounts()) {
            var seeded = seeded(account.id());
            var key = new AccessKey("AKIA" + letters(seeded), letters(seeded) + letters(seeded), null);
            var arn = "arn:" + organization.partition() + ":iam::" + account.id() + ":user/" + USER;
            var caller = new Caller(account.id(), arn, "AIDA" + letters(seeded));
            users.put(account.id(), key);
            known.put(key.id(), new Known(key, caller, Instant.MAX));
        }
    }

    /** The id of the key of the user in this account, of whatever organization. */
    public static String userKeyId(String account) {
        return "AKIA" + letters(seeded(account));
    }

    private static SplittableRandom seeded(String account) {
        return Seed.random(Long.parseLong(account), 0);
    }

    /** The key of the user in this account. */
    public AccessKey userKey(String account) {
        return Objects.requireNonNull(users.get(account), () -> "no account " + account);
    }

    public AccessKey begin(Caller session, Instant expiration) {
        tidy();
        var bytes = new byte[120];
        random.nextBytes(bytes);
        var seeded = new SplittableRandom(random.nextLong());
        var key = new AccessKey(
                "ASIA" + letters(seeded),
                letters(seeded) + letters(seeded),
                "FwoGZXIvYXdzE" + Base64.getEncoder().encodeToString(bytes));
        known.put(key.id(), new Known(key, session, expiration));
        return key;
    }

    /** Who signs with this key now; if nobody does, throws the refusal of the protocol. */
    public Caller require(String accessKeyId, @Nullable String sessionToken, Protocol protocol) {
        var found = known.get(accessKeyId);
        if (found == null || !Objects.equals(found.key().sessionToken(), sessionToken)) {
            throw Refusals.unknownKey(protocol);
        }
        if (!clock.instant().isBefore(found.expiration())) {
            throw Refusals.expiredKey(protocol);
        }
        return found.caller();
    }

    private void tidy() {
        if (known.size() > users.size() + SESSIONS_BEFORE_TIDYING) {
            var forgotten = clock.instant().minus(REMEMBERED);
            known.values().removeIf(session -> session.expiration().isBefore(forgotten));
        }
    }

    private static String letters(SplittableRandom random) {
        return JsonBytes.letters(random, JsonBytes.UPPER_AND_DIGITS, 16);
    }
}
