package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.count.TextChunks;
import dev.trailtally.report.count.Top;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.rpc.RpcTimes;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The principals that made the list, most events first. */
final class TopPrincipals {

    private static final Comparator<Ranked> ORDER = Comparator.comparingLong(Ranked::eventCount)
            .reversed()
            .thenComparing(ranked -> ranked.text().main(), Text.ORDER)
            .thenComparing(ranked -> ranked.text().type(), Text.ORDER);

    private record Ranked(long reference, Text text, long eventCount, long failedCount, long first, long last) {}

    private final List<Ranked> top;
    private final long principalCount;
    private long eventCount;
    private long failedCount;

    /**
     * Of counts by principal.
     *
     * @param counted how many counts the report holds
     */
    TopPrincipals(Tally counts, TextChunks texts, AskedActivity asked, CountLimit.Held held, long counted)
            throws SQLException {
        var outcome = asked.outcome();
        var first = new Top<>(asked.top(), ORDER);
        var keys = new HashSet<String>(); // a principal is there once for each of its types, and counts once
        for (int row = 0; row < counts.size(); row++) {
            long events = outcome.events(counts.eventCount(row), counts.failedCount(row));
            if (events <= 0) {
                continue;
            }
            long failed = outcome.failed(counts.failedCount(row));
            eventCount += events;
            failedCount += failed;
            long reference = counts.one(row);
            long firstSecond = counts.firstSecond(row);
            long lastSecond = counts.lastSecond(row);
            texts.with(Dictionary.PRINCIPAL, reference).then(read -> {
                var text = read.of(Dictionary.PRINCIPAL, reference);
                keys.add(text.main());
                held.atLeast(counted + keys.size());
                first.offer(new Ranked(reference, text, events, failed, firstSecond, lastSecond));
            });
        }
        texts.readRest();
        this.principalCount = keys.size();
        this.top = first.inOrder();
    }

    Set<Long> references() {
        return top.stream().map(Ranked::reference).collect(Collectors.toSet());
    }

    // Every event has a principal, so that the totals of the list are those of the summary.
    void addTo(GetActivitySummaryResponse.Builder response, @Nullable PrincipalLists lists) {
        long listed = top.stream().mapToLong(Ranked::eventCount).sum();
        long listedKeys =
                top.stream().map(ranked -> ranked.text().main()).distinct().count();
        response.setEventCount(eventCount)
                .setFailedCount(failedCount)
                .setPrincipalRemainder(TopLists.remainder(principalCount - listedKeys, eventCount - listed));
        for (var ranked : top) {
            var principal = principal(ranked);
            if (lists != null) {
                lists.addTo(principal, ranked.reference());
            }
            response.addPrincipals(principal);
        }
    }

    private static PrincipalActivity.Builder principal(Ranked ranked) {
        return PrincipalActivity.newBuilder()
                .setPrincipal(principal(ranked.text()))
                .setEventCount(ranked.eventCount())
                .setFailedCount(ranked.failedCount())
                .setFirstEventTime(RpcTimes.timestamp(ranked.first()))
                .setLastEventTime(RpcTimes.timestamp(ranked.last()));
    }

    static Principal.Builder principal(Text text) {
        return Principal.newBuilder()
                .setKey(text.main())
                .setDisplayName(text.name())
                .setType(text.type());
    }
}
