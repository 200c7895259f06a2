package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.snapshot.Texts;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.PrincipalActivity;
import java.util.ArrayList;
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
    private final long eventCount;
    private final long failedCount;

    /** Of counts by principal. */
    TopPrincipals(Tally counts, Texts texts, Outcomes outcome, int top) {
        var all = new ArrayList<Ranked>();
        for (int row = 0; row < counts.size(); row++) {
            long events = outcome.events(counts.eventCount(row), counts.failedCount(row));
            if (events > 0) {
                all.add(new Ranked(
                        counts.one(row),
                        texts.of(Dictionary.PRINCIPAL, counts.one(row)),
                        events,
                        outcome.failed(counts.failedCount(row)),
                        counts.firstSecond(row),
                        counts.lastSecond(row)));
            }
        }
        this.principalCount = keys(all);
        this.eventCount = all.stream().mapToLong(Ranked::eventCount).sum();
        this.failedCount = all.stream().mapToLong(Ranked::failedCount).sum();
        this.top = all.stream().sorted(ORDER).limit(top).toList();
    }

    // A principal is there once for each of its types, and counts once.
    private static long keys(List<Ranked> principals) {
        var keys = new HashSet<String>();
        principals.forEach(principal -> keys.add(principal.text().main()));
        return keys.size();
    }

    Set<Long> references() {
        return top.stream().map(Ranked::reference).collect(Collectors.toSet());
    }

    // Every event has a principal, so that the totals of the list are those of the summary.
    void addTo(GetActivitySummaryResponse.Builder response, @Nullable PrincipalLists lists) {
        long listed = top.stream().mapToLong(Ranked::eventCount).sum();
        response.setEventCount(eventCount)
                .setFailedCount(failedCount)
                .setPrincipalRemainder(TopLists.remainder(principalCount - keys(top), eventCount - listed));
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
                .setFirstEventTime(Times.timestamp(ranked.first()))
                .setLastEventTime(Times.timestamp(ranked.last()));
    }

    static Principal.Builder principal(Text text) {
        return Principal.newBuilder()
                .setKey(text.main())
                .setDisplayName(text.name())
                .setType(text.type());
    }
}
