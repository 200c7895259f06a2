package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.work.SharedValues;
import java.time.Clock;
import java.util.function.LongSupplier;

/** What all readers of this instance share: tables, and the limiters of the accounts. */
public final class LastAccessedReaders {

    private final Accounts accounts;
    private final LastAccessedReader.Tables tables;
    private final Clock clock;
    private final LongSupplier nanos;
    private final SharedValues<Long, RateLimiter> limiters = new SharedValues<>(RateLimiter::new);

    public LastAccessedReaders(Accounts accounts, LastAccessedReader.Tables tables, Clock clock, LongSupplier nanos) {
        this.accounts = accounts;
        this.tables = tables;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** A reader of one claim; end it with {@link #leave}. */
    public LastAccessedReader reader(ClaimedAccount unit) {
        return new LastAccessedReader(unit, accounts, tables, limiters.join(unit.accountId()), clock, nanos);
    }

    public void leave(ClaimedAccount unit) {
        limiters.leave(unit.accountId());
    }
}
