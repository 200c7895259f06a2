package dev.trailtally.report.permission;

import dev.trailtally.report.entity.AccessScopes;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.entity.AskedEntities;
import dev.trailtally.report.entity.Entities;
import dev.trailtally.report.entity.EntityKey;
import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ListPermissionUsageRequest;
import dev.trailtally.report.v1.ListPermissionUsageResponse;
import dev.trailtally.report.v1.PermissionUsage;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** ListPermissionUsage: what principals may beside what CloudTrail saw them do, by account and ARN. */
@Singleton
public final class PermissionUsageList {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;
    private static final int MAX_LINES = 20_000;
    private static final int READ_AT_ONCE = 100; // what a page that ends early has read in vain

    private final Snapshots snapshots;

    PermissionUsageList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListPermissionUsageResponse list(ListPermissionUsageRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var entities = AskedEntities.of(request.getEntities(), AskedEntities.PRINCIPALS, AskedEntities.PRINCIPALS);
        var interval = AskedInterval.of(request.getInterval());
        int pageSize = Fields.number("page_size", request.getPageSize(), DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var first = EntityKey.of(request);
        return snapshots.read(snapshot -> {
            var accountIds = accounts.select(snapshot);
            entities.check(snapshot, accountIds);
            var response =
                    ListPermissionUsageResponse.newBuilder().setScope(AccessScopes.of(snapshot, accountIds, entities));
            var reader = new Reader(snapshot, interval, request.getIncludeActions());
            var after = first;
            int lines = 0;
            while (true) {
                int wanted = Math.min(READ_AT_ONCE, pageSize - response.getPrincipalsCount());
                var page = Entities.page(snapshot, accountIds, entities, after, wanted + 1);
                var read = page.subList(0, Math.min(page.size(), wanted));
                for (var principal : reader.read(read)) {
                    lines += lines(principal.message());
                    if (lines > MAX_LINES && response.getPrincipalsCount() > 0) {
                        return response.setNextPageToken(after.token(request)).build();
                    }
                    response.addPrincipals(principal.message());
                    after = principal.entity().key();
                }
                if (page.size() <= wanted) {
                    return response.build();
                }
                if (response.getPrincipalsCount() == pageSize) {
                    return response.setNextPageToken(after.token(request)).build();
                }
            }
        });
    }

    private static int lines(PermissionUsage principal) {
        return principal.getServicesList().stream()
                .mapToInt(service -> 1 + service.getActionsCount())
                .sum();
    }

    private record Principal(StoredEntity entity, PermissionUsage message) {}

    /** Reads the usage of some principals at once. */
    private record Reader(Snapshot snapshot, AskedInterval interval, boolean includeActions) {

        List<Principal> read(List<StoredEntity> entities) throws SQLException {
            var accountIds = entities.stream()
                    .mapToLong(StoredEntity::accountId)
                    .distinct()
                    .toArray();
            var arns =
                    entities.stream().map(entity -> entity.message().getArn()).toArray(String[]::new);
            var days = ObservedDays.of(snapshot, interval, accountIds);
            var names = Grant.serviceNames(snapshot);
            var grants = Grant.of(snapshot, entities, includeActions);
            var calls = Calls.of(snapshot, accountIds, arns, days.union()).stream()
                    .collect(Collectors.groupingBy(call -> new EntityKey(call.accountId(), call.principalKey())));
            var principals = new ArrayList<Principal>();
            for (var entity : entities) {
                var usage = new PrincipalUsage(entity, days, names, includeActions);
                usage.grant(grants.getOrDefault(entity.entityId(), List.of()));
                usage.call(calls.getOrDefault(entity.key(), List.of()));
                principals.add(new Principal(entity, usage.message()));
            }
            return principals;
        }
    }
}
