package dev.trailtally.standalone.lastaccessed;

import com.google.protobuf.util.Durations;
import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.rpc.Pages;
import dev.trailtally.standalone.call.Calls;
import io.grpc.Channel;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the report service, page by page, for what was last accessed and what is unused. */
public final class AccessReader {

    private static final int PAGE_SIZE = 1_000;
    private static final int ENTITY_PAGE_SIZE = 200; // an entity has up to a few hundred services

    private final Calls calls;
    private final @Nullable AccessQuery query;

    /**
     * @param query what to report; null if the scan reached no account
     */
    public AccessReader(Channel channel, @Nullable AccessQuery query) {
        this.calls = new Calls(channel);
        this.query = query;
    }

    void forEachCoverage(Consumer<? super AccessCoverage> consumer) {
        if (query != null) {
            var request = ListAccessCoverageRequest.newBuilder()
                    .setAccounts(query.accounts())
                    .setPageSize(PAGE_SIZE);
            new Pages<>(request.build(), next -> calls.access().listAccessCoverage(next))
                    .forEachRemaining(page -> page.getAccountsList().forEach(consumer));
        }
    }

    Iterator<ListLastAccessedResponse> lastAccessed() {
        if (query == null || query.entities() == null) {
            return Collections.emptyIterator();
        }
        var request = ListLastAccessedRequest.newBuilder()
                .setAccounts(query.accounts())
                .setEntities(query.entities())
                .setIncludeActions(query.actions())
                .setIncludeAccessors(query.accessors())
                .setIncludeGrantingPolicies(query.policies())
                .setPageSize(ENTITY_PAGE_SIZE);
        return new Pages<>(request.build(), next -> calls.access().listLastAccessed(next));
    }

    Iterator<ListUnusedAccessResponse> unusedAccess(Duration unusedFor) {
        if (query == null || query.entities() == null) {
            return Collections.emptyIterator();
        }
        var request = ListUnusedAccessRequest.newBuilder()
                .setAccounts(query.accounts())
                .setEntities(query.entities())
                .setIncludeActions(query.actions())
                .setUnusedFor(Durations.fromDays(unusedFor.toDays()))
                .setPageSize(ENTITY_PAGE_SIZE);
        return new Pages<>(request.build(), next -> calls.access().listUnusedAccess(next));
    }
}
