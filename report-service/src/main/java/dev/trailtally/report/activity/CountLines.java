package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Counted;
import dev.trailtally.report.bucket.ReadPlan;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.References;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.snapshot.Texts;
import dev.trailtally.report.v1.ActivityCount;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All counts of a breakdown, in the order of their keys. */
final class CountLines {

    private CountLines() {}

    /** A count; the event source and the error code are empty unless the breakdown is by both. */
    record Line(CountKey key, Text owner, String eventSource, String errorCode, long eventCount) {

        ActivityCount message(boolean byRegion) {
            var count = ActivityCount.newBuilder().setValue(key.value()).setEventCount(eventCount);
            return byRegion
                    ? count.setRegion(owner.main()).build()
                    : count.setPrincipal(TopPrincipals.principal(owner))
                            .setEventSource(eventSource)
                            .setErrorCode(errorCode)
                            .build();
        }

        // "a:b" and "c" give the same text as "a" and "b:c".
        private Line and(Line other) {
            return new Line(
                    key,
                    owner,
                    least(eventSource, other.eventSource),
                    least(errorCode, other.errorCode),
                    eventCount + other.eventCount);
        }

        private static String least(String one, String other) {
            return Text.ORDER.compare(one, other) <= 0 ? one : other;
        }
    }

    static List<Line> read(Snapshot snapshot, long accountId, ReadPlan plan, AskedCounts asked) throws SQLException {
        var columns = asked.columns();
        var tally = new Tally();
        Counted counted = (one, two, three, events, failed, first, last) -> {
            long value = columns.value() == AskedCounts.Value.SECOND ? two : three;
            if (!columns.isOfErrors() || value != 0) {
                long service = columns.byService() ? two : 0;
                tally.count(one, value, service, asked.outcome().events(events, failed));
            }
        };
        Rollups.read(snapshot, accountId, plan, asked.categories(), Map.of(columns.family(), counted));
        var texts = snapshot.texts(references(tally, columns));
        var lines = new ArrayList<Line>(tally.size());
        for (int row = 0; row < tally.size(); row++) {
            if (tally.eventCount(row) > 0) {
                lines.add(line(tally, row, texts, columns));
            }
        }
        lines.sort(Comparator.comparing(Line::key));
        return merged(lines);
    }

    private static References references(Tally tally, AskedCounts.Columns columns) {
        var references = new References();
        for (int row = 0; row < tally.size(); row++) {
            references.with(columns.ownerTexts(), tally.one(row)).with(columns.valueTexts(), tally.two(row));
            if (columns.byService()) {
                references.with(Dictionary.ACTION, tally.three(row));
            }
        }
        return references;
    }

    private static Line line(Tally tally, int row, Texts texts, AskedCounts.Columns columns) {
        var owner = texts.of(columns.ownerTexts(), tally.one(row));
        var value = texts.of(columns.valueTexts(), tally.two(row));
        var eventSource = columns.byService()
                ? texts.of(Dictionary.ACTION, tally.three(row)).main()
                : "";
        var text = columns.byService() ? eventSource + ":" + value.main() : value.called();
        return new Line(
                new CountKey(owner.main(), text, owner.type()),
                owner,
                eventSource,
                columns.byService() ? value.main() : "",
                tally.eventCount(row));
    }

    private static List<Line> merged(List<Line> sorted) {
        var merged = new ArrayList<Line>(sorted.size());
        for (var line : sorted) {
            if (!merged.isEmpty() && merged.getLast().key().equals(line.key())) {
                merged.add(merged.removeLast().and(line));
            } else {
                merged.add(line);
            }
        }
        return merged;
    }
}
