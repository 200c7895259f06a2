package dev.trailtally.aggregator.rollup;

import com.google.rpc.Code;
import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.database.DatabaseFailures;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Rolls up everything that was committed before it started, even if another instance works on it. */
@Singleton
public class RollupRun {

    private static final int FAILURES_ALLOWED = 3;
    private static final Duration FIRST_WAIT = Duration.ofMillis(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final PendingLedger pending;
    private final RollupPass pass;
    private final Duration timeout;

    RollupRun(PendingLedger pending, RollupPass pass, AggregatorConfiguration configuration) {
        this.pending = pending;
        this.pass = pass;
        this.timeout = configuration.runTimeout();
    }

    /**
     * Throws the contract's error if the time is too short; finished rollups are kept.
     *
     * @param recount whether to count the events again of accounts whose counts do not add up to them
     */
    public Outcome run(boolean recount, BooleanSupplier cancelled) throws SQLException, InterruptedException {
        long started = System.nanoTime();
        var cut = pending.databaseTime();
        var outcome = new Tally();
        var wait = FIRST_WAIT;
        for (var accounts = pending.accountsBefore(cut); !accounts.isEmpty(); accounts = pending.accountsBefore(cut)) {
            var result = pass.over(accounts, recount, () -> cancelled.getAsBoolean() || late(started));
            outcome.add(result);
            if (cancelled.getAsBoolean() || late(started)) {
                throw tooLate(accounts.size());
            }
            if (result.entries() > 0) {
                wait = FIRST_WAIT;
            } else {
                // Another instance works on them.
                Thread.sleep(wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        }
        return new Outcome(
                outcome.events,
                outcome.entries,
                outcome.accounts.size(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    private boolean late(long started) {
        return System.nanoTime() - started > timeout.toNanos();
    }

    private static RuntimeException tooLate(int accounts) {
        return RpcErrors.failure(
                Code.DEADLINE_EXCEEDED,
                "ROLLUP_NOT_FINISHED",
                "the time ended with " + accounts + " or more accounts left; finished rollups are kept, call again",
                Map.of("pendingAccounts", Integer.toString(accounts)));
    }

    /** The result of a run. */
    public record Outcome(long events, long entries, int accounts, Duration elapsed) {}

    private static final class Tally {

        private final Set<Long> accounts = new HashSet<>();
        private final Map<Long, Integer> failures = new HashMap<>();
        private long events;
        private long entries;

        void add(RollupPass.Result result) {
            accounts.addAll(result.accounts());
            events += result.events();
            entries += result.entries();
            result.failures().forEach((account, failure) -> {
                if (DatabaseFailures.isDiskFull(failure)
                        || failures.merge(account, 1, Integer::sum) >= FAILURES_ALLOWED) {
                    throw failed(account, failure);
                }
            });
        }

        private static RuntimeException failed(long account, Exception failure) {
            if (failure instanceof SQLException sql
                    && (DatabaseFailures.isTransient(sql) || DatabaseFailures.isNotReady(sql))) {
                return DatabaseFailures.toRpc(sql);
            }
            return RpcErrors.failure(
                    Code.INTERNAL,
                    "ROLLUP_FAILED",
                    "account %012d cannot be rolled up: %s"
                            .formatted(
                                    account,
                                    failure instanceof LedgerMismatchException
                                            ? failure.getMessage()
                                            : "see the aggregator's log"),
                    Map.of("accountId", AccountIds.format(account)));
        }
    }
}
