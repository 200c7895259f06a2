package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The top lists of many owners (principals or regions), filled from ranked rows in order. */
final class TopLists {

    /** What a list counts; its lower-case name is the "list" of the rows. */
    enum Kind {
        API_CALL,
        ERROR_CODE,
        SERVICE_ERROR_CODE,
        SOURCE_IP_ADDRESS,
        USER_AGENT
    }

    private record Key(long owner, Kind kind) {}

    private final Map<Key, TopCounts.Builder> lists = new HashMap<>();

    /** The row has the value, its events, and how many values and events its whole list has. */
    void add(long owner, Kind kind, Row row) throws SQLException {
        var list = lists.computeIfAbsent(new Key(owner, kind), absent -> TopCounts.newBuilder());
        long eventCount = row.number("event_count");
        var remainder = list.getCountsCount() == 0
                ? remainder(row.number("list_value_count"), row.number("list_event_count"))
                : list.getRemainder();
        list.addCounts(ValueCount.newBuilder().setValue(row.text("value")).setEventCount(eventCount))
                .setRemainder(remainder(remainder.getValueCount() - 1, remainder.getEventCount() - eventCount));
    }

    TopCounts of(long owner, Kind kind) {
        var list = lists.get(new Key(owner, kind));
        return list == null
                ? TopCounts.newBuilder()
                        .setRemainder(Remainder.getDefaultInstance())
                        .build()
                : list.build();
    }

    static Remainder remainder(long valueCount, long eventCount) {
        return Remainder.newBuilder()
                .setValueCount(valueCount)
                .setEventCount(eventCount)
                .build();
    }
}
