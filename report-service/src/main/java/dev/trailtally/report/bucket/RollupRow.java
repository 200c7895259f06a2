package dev.trailtally.report.bucket;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.KnownRows;
import dev.trailtally.report.snapshot.Numbers;
import dev.trailtally.report.snapshot.Row;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of rollups: the counts of up to 1,024 keys of an account, family, bucket and category, as columns.
 *
 * @param monthly whether the bucket is a month, and not a day
 * @param two null if the family's key has one reference, as three is if it has two
 * @param failedCounts null if none failed
 * @param firstSeconds from the start of the bucket
 * @param spans seconds from the first event to the last
 */
public record RollupRow(
        long accountId,
        Family family,
        boolean monthly,
        LocalDate bucket,
        long eventCount,
        long failedCount,
        Numbers one,
        @Nullable Numbers two,
        @Nullable Numbers three,
        Numbers eventCounts,
        @Nullable Numbers failedCounts,
        Numbers firstSeconds,
        Numbers spans)
        implements KnownRows.Kept {

    static RollupRow of(Row row) throws SQLException {
        return new RollupRow(
                row.number("account_id"),
                Family.ofSql(row.text("family")),
                row.flag("monthly"),
                row.day("bucket"),
                row.number("event_count"),
                row.number("failed_count"),
                row.sent("key_1"),
                row.sentOrNull("key_2"),
                row.sentOrNull("key_3"),
                row.sent("event_counts"),
                row.sentOrNull("failed_counts"),
                row.sent("first_seconds"),
                row.sent("spans"));
    }

    public void giveTo(Counted counted) {
        long start = Span.startOf(bucket).getEpochSecond();
        for (int i = 0; i < one.size(); i++) {
            long first = start + firstSeconds.at(i);
            counted.add(
                    one.at(i),
                    two == null ? 0 : two.at(i),
                    three == null ? 0 : three.at(i),
                    eventCounts.at(i),
                    failedCounts == null ? 0 : failedCounts.at(i),
                    first,
                    first + spans.at(i));
        }
    }

    @Override
    public int bytes() {
        return 128
                + Stream.of(one, two, three, eventCounts, failedCounts, firstSeconds, spans)
                        .mapToInt(numbers -> numbers == null ? 0 : numbers.bytes())
                        .sum();
    }
}
