package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.account.TransientRetry;
import dev.trailtally.collector.source.SourceException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of an account, one after the other. A job is readable only by those that made it, so they are kept as long
 * as they last and renewed when nothing new could be read with them.
 */
final class IamSessions {

    // Credentials of this age are not renewed for lasting too short: the next ones would not last longer.
    private static final Duration YOUNG = Duration.ofSeconds(5);

    private final AccountSession account;
    private final Clock clock;
    private final LongSupplier nanos;
    private @Nullable IamSession current;
    private long since;
    private long longest = Long.MAX_VALUE;

    IamSessions(AccountSession account, Clock clock, LongSupplier nanos) {
        this.account = account;
        this.clock = clock;
        this.nanos = nanos;
    }

    synchronized IamSession current() throws SourceException, InterruptedException {
        var known = current;
        return known == null ? use(TransientRetry.call(() -> false, account::iam)) : known;
    }

    /** The credentials after those that AWS refused as expired. */
    synchronized IamSession after(IamSession refused) throws SourceException, InterruptedException {
        if (current != refused) {
            return current();
        }
        if (nanosLeft(refused) > 0) {
            longest = nanos.getAsLong() - since; // AWS said otherwise, or its clock does
        }
        return use(TransientRetry.call(() -> false, () -> account.iamAfter(refused)));
    }

    /** Credentials that last this long, if there are any. */
    synchronized IamSession lasting(long needed) throws SourceException, InterruptedException {
        var known = current();
        if (nanosLeft(known) >= needed || nanos.getAsLong() - since < YOUNG.toNanos()) {
            return known;
        }
        return use(TransientRetry.call(() -> false, () -> account.iamAfter(known)));
    }

    private IamSession use(IamSession session) {
        var known = current;
        if (known == null || !known.accessKeyId().equals(session.accessKeyId())) {
            since = nanos.getAsLong();
            current = session;
            return session;
        }
        since = nanos.getAsLong(); // the same again: not requested again at once
        return known;
    }

    /** How long AWS will accept the credentials, as far as is known. */
    synchronized long nanosLeft(IamSession session) {
        var expiration = session.expiration();
        long said = expiration == null
                ? Long.MAX_VALUE
                : Duration.between(clock.instant(), expiration).toNanos();
        if (longest == Long.MAX_VALUE) {
            return said;
        }
        return session == current ? Math.min(said, longest - (nanos.getAsLong() - since)) : said;
    }
}
