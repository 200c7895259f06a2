package dev.trailtally.report.accesschange;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.entity.AskedEntities;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.AccessChangeKind;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import dev.trailtally.report.v1.ListAccessChangesResponse;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** ListAccessChanges: what changed from one report of IAM to the next, the newest first. */
@Singleton
public final class AccessChangeList {

    private static final String KIND = "ACCESS_CHANGE_KIND_";
    private static final Set<AccessChangeKind> ALL_KINDS = EnumSet.range(
            AccessChangeKind.ACCESS_CHANGE_KIND_FIRST_REPORT, AccessChangeKind.ACCESS_CHANGE_KIND_FORGOTTEN);
    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;

    private final Snapshots snapshots;

    AccessChangeList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListAccessChangesResponse list(ListAccessChangesRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var entities = AskedEntities.of(request.getEntities(), AskedEntities.ALL, AskedEntities.ALL);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var namespaces = Fields.serviceNamespaces("service_namespaces", request.getServiceNamespacesList());
        var binds = binds(request).withAll(ChangeKey.of(request).binds()).with("limit", pageSize + 1);
        return snapshots.read(snapshot -> {
            var selected = accounts.select(snapshot);
            var accountIds = selected.ids();
            entities.check(snapshot, accountIds);
            var changes = ChangeRows.page(snapshot, binds.withAll(entities.binds(accountIds)), entities, namespaces);
            var page = changes.subList(0, Math.min(changes.size(), pageSize));
            var response = ListAccessChangesResponse.newBuilder()
                    .addAllChanges(page)
                    .setHiddenAccountCount(selected.hiddenCount());
            if (page.size() < changes.size()) {
                response.setNextPageToken(ChangeKey.token(request, page.getLast()));
            }
            return response.build();
        });
    }

    private static Binds binds(ListAccessChangesRequest request) {
        var interval = AskedInterval.of(request.getInterval());
        var kinds = Fields.values("kinds", request.getKindsList(), request.getKindsValueList(), ALL_KINDS, ALL_KINDS);
        // The values of the column change, and no_longer_allowed.
        var changes =
                kinds.stream().map(kind -> kind.name().substring(KIND.length()).toLowerCase(Locale.ROOT));
        return new Binds()
                .with("changes", changes)
                .with("start_time", interval.start())
                .with("end_time", interval.end())
                .with("include_actions", request.getIncludeActions());
    }
}
