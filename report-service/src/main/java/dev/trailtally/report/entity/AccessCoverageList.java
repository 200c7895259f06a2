package dev.trailtally.report.entity;

import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListAccessCoverageResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** ListAccessCoverage: which IAM data of each account was collected, by account id. */
@Singleton
public final class AccessCoverageList {

    private static final int DEFAULT_PAGE_SIZE = 200;
    private static final int MAX_PAGE_SIZE = 1_000;

    private final Snapshots snapshots;

    AccessCoverageList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListAccessCoverageResponse list(ListAccessCoverageRequest request) {
        var asked = AskedAccounts.of(request.getAccounts());
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var key = PageToken.key(request, 1);
        long after = key == null ? -1 : AccountIds.parse("page_token", key.getFirst());
        return snapshots.read(snapshot -> page(snapshot, request, asked.select(snapshot), after, pageSize));
    }

    private static ListAccessCoverageResponse page(
            Snapshot snapshot, ListAccessCoverageRequest request, SelectedAccounts selected, long after, int pageSize)
            throws SQLException {
        var accountIds = selected.ids();
        var rest = Arrays.stream(accountIds).filter(id -> id > after).toArray();
        var page = Arrays.copyOf(rest, Math.min(rest.length, pageSize));
        var response = ListAccessCoverageResponse.newBuilder()
                .setTotalAccountCount(accountIds.length)
                .setHiddenAccountCount(selected.hiddenCount())
                .addAllAccounts(AccessCoverages.of(snapshot, page));
        if (page.length < rest.length) {
            response.setNextPageToken(PageToken.after(request, List.of(AccountIds.format(page[page.length - 1]))));
        }
        return response.build();
    }
}
