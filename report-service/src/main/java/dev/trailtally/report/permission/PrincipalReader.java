package dev.trailtally.report.permission;

import dev.trailtally.report.entity.AskedEntities;
import dev.trailtally.report.entity.Entities;
import dev.trailtally.report.entity.EntityKey;
import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.PermissionUsage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the usage of a report's principals in batches. */
final class PrincipalReader {

    private final Snapshot snapshot;
    private final long[] accountIds;
    private final AskedEntities asked;
    private final AskedInterval interval;
    private final boolean includeActions;

    PrincipalReader(
            Snapshot snapshot, long[] accountIds, AskedEntities asked, AskedInterval interval, boolean includeActions) {
        this.snapshot = snapshot;
        this.accountIds = accountIds;
        this.asked = asked;
        this.interval = interval;
        this.includeActions = includeActions;
    }

    /** At most {@code limit} principals after the key. */
    List<StoredEntity> principals(EntityKey after, int limit) throws SQLException {
        return Entities.page(snapshot, accountIds, asked, after, limit);
    }

    /** In the order of the principals. */
    List<PermissionUsage> usage(List<StoredEntity> principals) throws SQLException {
        var ids = principals.stream()
                .mapToLong(StoredEntity::accountId)
                .distinct()
                .toArray();
        var arns = principals.stream().map(entity -> entity.message().getArn()).toArray(String[]::new);
        var days = ObservedDays.of(snapshot, interval, ids);
        var names = Grant.serviceNames(snapshot);
        var binds = Entities.binds(principals);
        var grants = Grant.of(snapshot, binds, includeActions);
        var called = Calls.of(snapshot, ids, arns, days.union());
        var actions = includeActions ? ReportedActions.of(snapshot, binds, called) : ReportedActions.NONE;
        var calls = called.stream()
                .collect(Collectors.groupingBy(call -> new EntityKey(call.accountId(), call.principalKey())));
        var usages = new ArrayList<PermissionUsage>();
        for (var principal : principals) {
            var usage = new PrincipalUsage(principal, names, actions);
            usage.grant(grants.getOrDefault(usages.size() + 1, List.of()));
            usage.call(calls.getOrDefault(principal.key(), List.of()));
            usages.add(usage.message(days, includeActions));
        }
        return usages;
    }
}
