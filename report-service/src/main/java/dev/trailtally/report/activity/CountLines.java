package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Counted;
import dev.trailtally.report.bucket.ReadPlan;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.count.TextChunks;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.snapshot.Texts;
import dev.trailtally.report.v1.ActivityCount;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The first counts of a breakdown after a key, in the order of their keys, and how many there are in all. */
final class CountLines {

    private static final long MAX_CHARACTERS = 3 << 20; // of the values: a page ends after 2 MiB

    private final AskedCounts.Columns columns;
    private final @Nullable CountKey after;
    private final int limit;

    private final TreeMap<CountKey, Line> first = new TreeMap<>();
    private final Map<String, Long> joinedTexts = new HashMap<>();
    private final Tally joined = new Tally(); // by owner and joined text
    private long characters;
    private long total;

    /**
     * @param after null for the first ones of all
     * @param limit how many
     */
    CountLines(AskedCounts.Columns columns, @Nullable CountKey after, int limit) {
        this.columns = columns;
        this.after = after;
        this.limit = limit;
    }

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

        private int length() {
            return key.value().length();
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

    void read(
            Rollups rollups, Snapshot snapshot, long accountId, ReadPlan plan, AskedCounts asked, CountLimit.Held held)
            throws SQLException {
        var tally = new Tally();
        Counted counted = (one, two, three, events, failed, first, last) -> {
            long value = columns.value() == AskedCounts.Value.SECOND ? two : three;
            if (!columns.isOfErrors() || value != 0) {
                long service = columns.byService() ? two : 0;
                tally.count(one, value, service, asked.outcome().events(events, failed));
                held.atLeast(tally.size());
            }
        };
        rollups.read(snapshot, accountId, plan, asked.categories(), Map.of(columns.family(), counted));
        var texts = new TextChunks(snapshot);
        for (int row = 0; row < tally.size(); row++) {
            int number = row;
            if (tally.eventCount(row) > 0) {
                texts.with(columns.ownerTexts(), tally.one(row)).with(columns.valueTexts(), tally.two(row));
                if (columns.byService()) {
                    texts.with(Dictionary.ACTION, tally.three(row));
                }
                texts.then(read -> {
                    add(tally, number, read);
                    held.atLeast((long) tally.size() + joined.size());
                });
            }
        }
        texts.readRest();
    }

    private void add(Tally tally, int row, Texts texts) {
        var line = line(tally, row, texts);
        if (columns.joinsTexts()) {
            long text = joinedTexts.computeIfAbsent(line.key().value(), absent -> (long) joinedTexts.size());
            joined.count(tally.one(row), text, 0, 1);
            total = joined.size();
        } else {
            total++;
        }
        if (after == null || line.key().compareTo(after) > 0) {
            put(line);
        }
    }

    private void put(Line line) {
        var present = first.get(line.key());
        first.put(line.key(), present == null ? line : present.and(line));
        characters += present == null ? line.length() : 0;
        while (first.size() > limit || characters > MAX_CHARACTERS) {
            characters -= first.pollLastEntry().getValue().length();
        }
    }

    private Line line(Tally tally, int row, Texts texts) {
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

    List<Line> inOrder() {
        return List.copyOf(first.values());
    }

    /** How many counts there are, those before the key included. */
    long total() {
        return total;
    }
}
