package dev.trailtally.report.permission;

import dev.trailtally.report.entity.AccessScopes;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.entity.AskedEntities;
import dev.trailtally.report.entity.EntityKey;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ListPermissionUsageRequest;
import dev.trailtally.report.v1.ListPermissionUsageResponse;
import dev.trailtally.report.v1.PermissionUsage;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** ListPermissionUsage: what principals may do, beside what CloudTrail saw them do, by account and ARN. */
@Singleton
public final class PermissionUsageList {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;
    private static final int MAX_LINES = 20_000;
    private static final int READ_AT_ONCE = 100; // limits what a page that ends early has read in vain

    private final Snapshots snapshots;

    PermissionUsageList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListPermissionUsageResponse list(ListPermissionUsageRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var entities = AskedEntities.of(request.getEntities(), AskedEntities.PRINCIPALS, AskedEntities.PRINCIPALS);
        var interval = AskedInterval.of(request.getInterval()).toWholeDays();
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var first = EntityKey.of(request);
        return snapshots.read(snapshot -> {
            var selected = accounts.select(snapshot);
            var accountIds = selected.ids();
            entities.check(snapshot, accountIds);
            var response =
                    ListPermissionUsageResponse.newBuilder().setScope(AccessScopes.of(snapshot, selected, entities));
            var reader = new PrincipalReader(snapshot, accountIds, entities, interval, request.getIncludeActions());
            var last = fill(response, reader, first, pageSize);
            if (!reader.principals(last, 1).isEmpty()) {
                response.setNextPageToken(last.token(request));
            }
            return response.build();
        });
    }

    /** The key of the last principal of the page; the page holds at least one, if there is any. */
    private static EntityKey fill(
            ListPermissionUsageResponse.Builder response, PrincipalReader reader, EntityKey first, int pageSize)
            throws SQLException {
        var last = first;
        int lines = 0;
        while (response.getPrincipalsCount() < pageSize) {
            int wanted = Math.min(READ_AT_ONCE, pageSize - response.getPrincipalsCount());
            var principals = reader.principals(last, wanted);
            for (var usage : reader.usage(principals)) {
                lines += lines(usage);
                if (lines > MAX_LINES && response.getPrincipalsCount() > 0) {
                    return last;
                }
                response.addPrincipals(usage);
                last = new EntityKey(
                        Long.parseLong(usage.getAccountId()), usage.getEntity().getArn());
            }
            if (principals.size() < wanted) {
                return last;
            }
        }
        return last;
    }

    private static int lines(PermissionUsage principal) {
        return principal.getServicesList().stream()
                .mapToInt(service -> 1 + service.getActionsCount())
                .sum();
    }
}
