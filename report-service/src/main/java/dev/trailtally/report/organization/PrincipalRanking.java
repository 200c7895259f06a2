package dev.trailtally.report.organization;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.TextChunks;
import dev.trailtally.report.count.Top;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.PrincipalCount;
import dev.trailtally.rpc.AccountIds;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;

/** The principals with the most events, each in the account in which it called. */
final class PrincipalRanking {

    private record Ranked(Text principal, long accountId, long events, long failed) {

        private Key key() {
            return new Key(accountId, principal.main());
        }

        private PrincipalCount message() {
            return PrincipalCount.newBuilder()
                    .setPrincipal(Principal.newBuilder()
                            .setKey(principal.main())
                            .setDisplayName(principal.name())
                            .setType(principal.type()))
                    .setAccountId(AccountIds.format(accountId))
                    .setEventCount(events)
                    .setFailedCount(failed)
                    .build();
        }
    }

    /** A principal is there once for each of its types, and counts once. */
    private record Key(long accountId, String principal) {}

    private static final Comparator<Ranked> ORDER = Comparator.comparingLong(Ranked::events)
            .reversed()
            .thenComparing(ranked -> ranked.principal.main(), Text.ORDER)
            .thenComparing(ranked -> ranked.principal.type(), Text.ORDER)
            .thenComparingLong(Ranked::accountId);

    private final Top<Ranked> top;
    private long valueCount;
    private long eventCount;

    PrincipalRanking(int size) {
        this.top = new Top<>(size, ORDER);
    }

    /**
     * Adds accounts.
     *
     * @param counts by account and principal, all that these accounts have
     */
    void add(Tally counts, Snapshot snapshot) throws SQLException {
        var keys = new HashSet<Key>();
        var texts = new TextChunks(snapshot);
        for (int row = 0; row < counts.size(); row++) {
            long accountId = counts.one(row);
            long principal = counts.two(row);
            long events = counts.eventCount(row);
            long failed = counts.failedCount(row);
            if (events > 0) {
                eventCount += events;
                texts.with(Dictionary.PRINCIPAL, principal).then(read -> {
                    var ranked = new Ranked(read.of(Dictionary.PRINCIPAL, principal), accountId, events, failed);
                    keys.add(ranked.key());
                    top.offer(ranked);
                });
            }
        }
        texts.readRest();
        valueCount += keys.size();
    }

    void addTo(GetOrganizationSummaryResponse.Builder response) {
        var first = top.inOrder();
        first.forEach(ranked -> response.addPrincipals(ranked.message()));
        long keys = first.stream().map(Ranked::key).distinct().count();
        long events = first.stream().mapToLong(Ranked::events).sum();
        response.setPrincipalRemainder(ValueRanking.remainder(valueCount - keys, eventCount - events));
    }
}
