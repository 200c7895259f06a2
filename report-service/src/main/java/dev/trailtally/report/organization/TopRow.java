package dev.trailtally.report.organization;

import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.sql.SQLException;
import java.util.List;

/** An entry of a top list, and how many values and events its whole list has. */
record TopRow(String value, long eventCount, long sharedEventCount, long listValueCount, long listEventCount) {

    /** Of one account. */
    static TopRow of(Row row) throws SQLException {
        return of(row, 0);
    }

    /** Of all accounts together. */
    static TopRow ofShared(Row row) throws SQLException {
        return of(row, row.number("shared_event_count"));
    }

    private static TopRow of(Row row, long sharedEventCount) throws SQLException {
        return new TopRow(
                row.text("value"),
                row.number("event_count"),
                sharedEventCount,
                row.number("list_value_count"),
                row.number("list_event_count"));
    }

    static TopCounts counts(List<TopRow> rows) {
        var counts = TopCounts.newBuilder().setRemainder(remainder(rows));
        for (var row : rows) {
            counts.addCounts(ValueCount.newBuilder()
                    .setValue(row.value)
                    .setEventCount(row.eventCount)
                    .setSharedEventCount(row.sharedEventCount));
        }
        return counts.build();
    }

    static Remainder remainder(List<TopRow> rows) {
        return remainder(rows, rows.size());
    }

    /**
     * What the list leaves out.
     *
     * @param listedValues values in the rows, if one can have several
     */
    static Remainder remainder(List<TopRow> rows, long listedValues) {
        if (rows.isEmpty()) {
            return Remainder.getDefaultInstance();
        }
        var list = rows.getFirst();
        long listed = rows.stream().mapToLong(TopRow::eventCount).sum();
        return Remainder.newBuilder()
                .setValueCount(list.listValueCount - listedValues)
                .setEventCount(list.listEventCount - listed)
                .build();
    }
}
