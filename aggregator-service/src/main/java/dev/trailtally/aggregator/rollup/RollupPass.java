package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.rpc.AccountIds;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes a list of accounts once with a few workers; an account that fails does not stop the others. */
@Singleton
class RollupPass {

    private static final Logger log = LoggerFactory.getLogger(RollupPass.class);

    private final AccountRollup rollup;
    private final int workers;

    RollupPass(AccountRollup rollup, AggregatorConfiguration configuration) {
        this.rollup = rollup;
        this.workers = configuration.workers();
    }

    /**
     * Ends early, after the current accounts, if stop returns true.
     *
     * @param recount whether to count the events again of accounts whose counts do not add up to them
     */
    Result over(List<Long> accounts, boolean recount, BooleanSupplier stop) {
        long started = System.nanoTime();
        var result = each(accounts, stop, account -> rollup.rollUp(account, recount));
        if (result.entries() > 0) {
            log.info(
                    "Rolled up {} events of {} accounts ({} ledger entries) in {} ms",
                    result.events(),
                    result.accounts().size(),
                    result.entries(),
                    (System.nanoTime() - started) / 1_000_000);
        }
        return result;
    }

    /** Settles the accounts; the same as to ending and failures. */
    Result settle(List<Long> accounts, BooleanSupplier stop) {
        return each(accounts, stop, rollup::settle);
    }

    private Result each(List<Long> accounts, BooleanSupplier stop, Work work) {
        var result = new Result();
        var queue = new ConcurrentLinkedQueue<>(accounts);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(workers, accounts.size()); i++) {
                executor.execute(() -> {
                    for (var account = queue.poll(); account != null && !stop.getAsBoolean(); account = queue.poll()) {
                        doOne(account, result, work);
                    }
                });
            }
        }
        return result;
    }

    private static void doOne(long account, Result result, Work work) {
        try {
            result.add(account, work.on(account));
        } catch (SQLException | RuntimeException e) {
            log.error(
                    "Account {} stays behind until its rollup succeeds: {}",
                    AccountIds.format(account),
                    e.getMessage());
            result.failed(account, e);
        }
    }

    private interface Work {
        RolledUp on(long account) throws SQLException;
    }

    /** The result of a pass. */
    static final class Result {

        private final Set<Long> accounts = new LinkedHashSet<>();
        private final Map<Long, Exception> failures = new LinkedHashMap<>();
        private long events;
        private long entries;

        synchronized Set<Long> accounts() {
            return Set.copyOf(accounts);
        }

        synchronized Map<Long, Exception> failures() {
            return Map.copyOf(failures);
        }

        synchronized long events() {
            return events;
        }

        synchronized long entries() {
            return entries;
        }

        private synchronized void add(long account, RolledUp rolledUp) {
            if (rolledUp.entries() > 0) {
                accounts.add(account);
                events += rolledUp.events();
                entries += rolledUp.entries();
            }
        }

        private synchronized void failed(long account, Exception failure) {
            failures.put(account, failure);
        }
    }
}
