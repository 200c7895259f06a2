package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ListAccessCoverageResponse;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import io.grpc.Channel;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the report service, page by page, for what was last accessed and what is unused. */
public final class AccessReader {

    private static final int DEADLINE_MINUTES = 5;
    private static final int PAGE_SIZE = 1_000;
    private static final int ENTITY_PAGE_SIZE = 200; // an entity has up to a few hundred services

    private final Channel channel;
    private final @Nullable AccessQuery query;

    /**
     * @param query what to report; null if the scan reached no account
     */
    public AccessReader(Channel channel, @Nullable AccessQuery query) {
        this.channel = channel;
        this.query = query;
    }

    void forEachCoverage(Consumer<? super AccessCoverage> consumer) {
        if (query == null) {
            return;
        }
        var request = query.coverage().toBuilder().setPageSize(PAGE_SIZE);
        new Pages<>(
                        token -> access().listAccessCoverage(
                                        request.setPageToken(token).build()),
                        ListAccessCoverageResponse::getNextPageToken)
                .forEachRemaining(page -> page.getAccountsList().forEach(consumer));
    }

    Iterator<ListLastAccessedResponse> lastAccessed() {
        if (query == null || query.entities() == null) {
            return Collections.emptyIterator();
        }
        var request = query.lastAccessed().toBuilder().setPageSize(ENTITY_PAGE_SIZE);
        return new Pages<>(
                token -> access().listLastAccessed(request.setPageToken(token).build()),
                ListLastAccessedResponse::getNextPageToken);
    }

    Iterator<ListUnusedAccessResponse> unusedAccess(Duration unusedFor) {
        if (query == null || query.entities() == null) {
            return Collections.emptyIterator();
        }
        var request = query.unusedAccess(unusedFor).toBuilder().setPageSize(ENTITY_PAGE_SIZE);
        return new Pages<>(
                token -> access().listUnusedAccess(request.setPageToken(token).build()),
                ListUnusedAccessResponse::getNextPageToken);
    }

    private AccessServiceGrpc.AccessServiceBlockingStub access() {
        return AccessServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES);
    }
}
