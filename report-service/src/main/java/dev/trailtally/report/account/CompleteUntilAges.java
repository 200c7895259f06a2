package dev.trailtally.report.account;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.server.caller.Accounts;
import dev.trailtally.server.caller.Caller;
import dev.trailtally.server.metric.Measurement;
import io.grpc.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How long ago the data of each account was last complete: of the oldest accounts only, so that the series stay few. */
@Singleton
public final class CompleteUntilAges implements Measurement {

    private static final Context ALL_ACCOUNTS =
            Context.ROOT.withValue(Caller.KEY, new Caller("metrics", Role.ROLE_READER, Accounts.ALL));

    private static final int PAGE = 1_000;

    private final Snapshots snapshots;
    private final Clock clock;
    private final int accounts;
    private final MultiGauge gauge;

    /** Reads nothing yet. */
    CompleteUntilAges(
            Snapshots snapshots,
            @Named("report") Clock clock,
            MeterRegistry registry,
            MetricsConfiguration configuration) {
        this.snapshots = snapshots;
        this.clock = clock;
        this.accounts = configuration.accounts();
        this.gauge = MultiGauge.builder("trailtally.complete.until.age")
                .description("Seconds since complete_until, of the oldest accounts; infinite if no time is complete")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public String name() {
        return "age of complete_until";
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void read() {
        if (accounts == 0) {
            return;
        }
        var now = clock.instant();
        var rows = readAll().stream()
                .map(account -> MultiGauge.Row.of(
                        Tags.of("account", AccountIds.format(account.id())), seconds(account.completeUntil(), now)))
                .<MultiGauge.Row<?>>map(row -> row)
                .toList();
        gauge.register(rows, true);
    }

    @Override
    public void forget() {
        gauge.register(List.of(), true);
    }

    /** In the background nobody calls, and every account is measured. */
    private List<Account> readAll() {
        var former = ALL_ACCOUNTS.attach();
        try {
            return snapshots.read(this::oldest);
        } finally {
            ALL_ACCOUNTS.detach(former);
        }
    }

    private List<Account> oldest(Snapshot snapshot) throws SQLException {
        var oldest = new ArrayList<Account>();
        long after = -1;
        while (true) {
            var page = AccountStatuses.page(snapshot, new long[0], after, PAGE);
            AccountStatuses.inBrief(snapshot, page).stream().map(Account::of).forEach(oldest::add);
            oldest.sort(Comparator.comparing(Account::completeUntil).thenComparingLong(Account::id));
            oldest.subList(Math.min(accounts, oldest.size()), oldest.size()).clear();
            if (page.length < PAGE) {
                return oldest;
            }
            after = page[page.length - 1];
        }
    }

    private static double seconds(Instant completeUntil, Instant now) {
        return completeUntil.equals(Instant.MIN)
                ? Double.POSITIVE_INFINITY
                : Math.max(0, Duration.between(completeUntil, now).toSeconds());
    }

    private record Account(long id, Instant completeUntil) {

        static Account of(AccountStatus status) {
            var time = status.completeUntil();
            return new Account(status.accountId(), time == null ? Instant.MIN : time);
        }
    }
}
