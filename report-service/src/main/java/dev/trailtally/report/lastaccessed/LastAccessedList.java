package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.entity.AccessScopes;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.entity.AskedEntities;
import dev.trailtally.report.entity.Entities;
import dev.trailtally.report.entity.EntityKey;
import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** ListLastAccessed: entities with the services that they are allowed and when each was last accessed. */
@Singleton
public final class LastAccessedList {

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;
    private static final int MAX_DETAILS = 10_000; // about 2 MiB: a client accepts 4 by default
    private static final int CHUNK = 25; // entities whose details are read at once

    private final Snapshots snapshots;

    LastAccessedList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListLastAccessedResponse list(ListLastAccessedRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var entities = AskedEntities.of(request.getEntities(), AskedEntities.ALL, AskedEntities.ALL);
        var services = AskedServices.of(request);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var after = EntityKey.of(request);
        return snapshots.read(snapshot -> {
            var selected = accounts.select(snapshot);
            var accountIds = selected.ids();
            entities.check(snapshot, accountIds);
            var response =
                    ListLastAccessedResponse.newBuilder().setScope(AccessScopes.of(snapshot, selected, entities));
            var found = Entities.page(snapshot, accountIds, entities, after, pageSize + 1);
            var page = found.subList(0, Math.min(found.size(), pageSize));
            int sent = add(snapshot, response, page, services);
            if (sent < found.size()) {
                response.setNextPageToken(found.get(sent - 1).key().token(request));
            }
            return response.build();
        });
    }

    /** How many of the entities the response took. */
    private static int add(
            Snapshot snapshot,
            ListLastAccessedResponse.Builder response,
            List<StoredEntity> page,
            AskedServices services)
            throws SQLException {
        int details = 0;
        for (int from = 0; from < page.size(); from += CHUNK) {
            var chunk = page.subList(from, Math.min(page.size(), from + CHUNK));
            var jobs = EntityJobs.newest(snapshot, chunk);
            var said = EntityServices.of(snapshot, chunk, services);
            for (int i = 0; i < chunk.size(); i++) {
                var message = snapshot.visible()
                        .masked(jobs.get(i)
                                .addAllServicesLastAccessed(said.get(i))
                                .build());
                response.addEntities(message);
                details += details(message);
                if (details >= MAX_DETAILS) {
                    return from + i + 1;
                }
            }
        }
        return page.size();
    }

    private static int details(EntityLastAccessed entity) {
        return entity.getServicesLastAccessedList().stream()
                .mapToInt(service -> 1
                        + service.getTrackedActionsLastAccessedCount()
                        + service.getAccessorsCount()
                        + service.getGrantingPoliciesCount())
                .sum();
    }
}
