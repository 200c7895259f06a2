package dev.trailtally.report.organization;

import dev.trailtally.report.account.AccountStatus;
import dev.trailtally.report.account.AccountStatuses;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.OrganizationScope;
import dev.trailtally.rpc.RpcTimes;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The accounts of a report and their status. */
public final class Organization {

    private final List<AccountStatus> accounts;
    private final long hiddenCount;
    private final Map<Long, AccountStatus> byId;

    private Organization(List<AccountStatus> accounts, long hiddenCount) {
        this.accounts = accounts;
        this.hiddenCount = hiddenCount;
        this.byId = accounts.stream().collect(Collectors.toMap(AccountStatus::accountId, Function.identity()));
    }

    public static Organization of(Snapshot snapshot, AskedAccounts asked) throws SQLException {
        var selected = asked.selectAny(snapshot);
        return new Organization(AccountStatuses.inBrief(snapshot, selected.ids()), selected.hiddenCount());
    }

    /** In ascending order. */
    public long[] accountIds() {
        return accounts.stream().mapToLong(AccountStatus::accountId).toArray();
    }

    /** As {@link #accountIds}, in parts of at most so many accounts, and so many events unless one account has more. */
    List<long[]> parts(int maxAccounts, long maxEvents) {
        var parts = new ArrayList<long[]>();
        var part = LongStream.builder();
        int size = 0;
        long events = 0;
        for (var account : accounts) {
            events += account.totals().eventCount();
            if (size == maxAccounts || (size > 0 && events > maxEvents)) {
                parts.add(part.build().toArray());
                part = LongStream.builder();
                size = 0;
                events = account.totals().eventCount();
            }
            part.add(account.accountId());
            size++;
        }
        parts.add(part.build().toArray());
        return parts;
    }

    /** Empty if none was collected. */
    public String name(long accountId) {
        var account = byId.get(accountId);
        var name = account == null ? null : account.name();
        return name == null ? "" : name;
    }

    public @Nullable Instant firstEventTime() {
        return earliest(accounts.stream().map(AccountStatus::firstEventTime));
    }

    public @Nullable Instant lastEventTime() {
        return accounts.stream()
                .map(AccountStatus::lastEventTime)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** See AskedInterval. */
    public @Nullable Span observed(AskedInterval asked) {
        return asked.within(firstEventTime(), lastEventTime());
    }

    public OrganizationScope scope(@Nullable Span observed) {
        var scope = OrganizationScope.newBuilder()
                .setAccountCount(accounts.size())
                .setHiddenAccountCount(hiddenCount)
                .setIncompleteAccountCount(
                        accounts.stream().filter(AccountStatus::hasGaps).count());
        if (observed != null) {
            scope.setObserved(observed.message());
        }
        var completeUntil = earliest(accounts.stream().map(AccountStatus::completeUntil));
        boolean allComplete = accounts.stream().allMatch(account -> account.completeUntil() != null);
        if (completeUntil != null && allComplete) {
            scope.setCompleteUntil(RpcTimes.timestamp(completeUntil));
        }
        return scope.build();
    }

    private static @Nullable Instant earliest(Stream<@Nullable Instant> times) {
        return times.filter(Objects::nonNull).min(Instant::compareTo).orElse(null);
    }
}
