package dev.trailtally.report.account;

import dev.trailtally.report.snapshot.Query;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.rpc.AccountIds;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Reads how accounts stand: one round trip for all of them, and others for what only some have. */
public final class Standings {

    private static final int MAX_OBJECT_COUNT = 10_001;
    private static final int MAX_GAPS = 20;
    private static final int MAX_GAPS_OF_MANY = 3; // for each of up to 1,000 accounts of a page

    private Standings() {}

    /** Fails with UNKNOWN_ACCOUNT if nothing was ever collected from the account, or the caller may not see it. */
    public static Standing of(Snapshot snapshot, long accountId) throws SQLException {
        return of(snapshot, accountId, List.of());
    }

    /**
     * As {@link #of(Snapshot, long)}.
     *
     * @param more statements that are sent with those of the standing
     */
    public static Standing of(Snapshot snapshot, long accountId, List<Query> more) throws SQLException {
        var standings = read(snapshot, new long[] {accountId}, false, more);
        boolean visible = snapshot.visible().contains(accountId);
        return standings.stream()
                .filter(standing -> visible && standing.status().known())
                .findFirst()
                .orElseThrow(() -> AccountIds.unknown(accountId));
    }

    static List<Standing> ofMany(Snapshot snapshot, long[] accountIds) throws SQLException {
        return read(snapshot, accountIds, true, List.of());
    }

    private static List<Standing> read(Snapshot snapshot, long[] accountIds, boolean many, List<Query> more)
            throws SQLException {
        var rows = new ArrayList<AccountStatus>();
        var coverages = new HashMap<Long, Coverage.Builder>();
        var queries = new ArrayList<>(List.of(AccountStatuses.query(accountIds, MAX_OBJECT_COUNT, rows)));
        queries.addAll(Coverages.queries(accountIds, coverages));
        queries.addAll(more);
        snapshot.together(queries);
        var statuses = AccountStatuses.withGaps(snapshot, rows, many ? MAX_GAPS_OF_MANY : MAX_GAPS);
        var complete = Coverages.complete(snapshot, statuses, coverages, many);
        return statuses.stream()
                .map(status ->
                        new Standing(status, complete.getOrDefault(status.accountId(), Coverage.getDefaultInstance())))
                .toList();
    }
}
