package dev.trailtally.report.bucket;

import static java.util.Objects.requireNonNull;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.snapshot.Numbers;
import dev.trailtally.report.snapshot.Row;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Events of a segment that lie at an end of an interval, as columns; those of their callers are null if they are not needed.
 *
 * @param start of their day, in seconds since 1970
 */
record EndEvents(
        long start,
        Numbers region,
        Numbers action,
        Numbers errorCode,
        @Nullable Numbers principal,
        @Nullable Numbers sourceIp,
        @Nullable Numbers userAgent,
        Numbers failed,
        Numbers seconds,
        Numbers categories) {

    static EndEvents of(Row row) throws SQLException {
        return new EndEvents(
                row.number("start"),
                row.sent("region"),
                row.sent("action"),
                row.sent("error_code"),
                row.sentOrNull("principal"),
                row.sentOrNull("source_ip"),
                row.sentOrNull("user_agent"),
                row.sent("failed"),
                row.sent("seconds"),
                row.sent("category"));
    }

    void giveTo(Counted counted, Family family, CountedCategories asked) {
        switch (family) {
            case USAGE -> giveTo(counted, region, action, errorCode, asked);
            case PRINCIPAL -> giveTo(counted, requireNonNull(principal), null, null, asked);
            case PRINCIPAL_CALL -> giveTo(counted, requireNonNull(principal), action, errorCode, asked);
            case PRINCIPAL_ORIGIN -> giveTo(counted, requireNonNull(principal), sourceIp, userAgent, asked);
            case SERVICE, ERROR -> throw new IllegalArgumentException(family + " is counted by whole days only");
        }
    }

    private void giveTo(
            Counted counted, Numbers one, @Nullable Numbers two, @Nullable Numbers three, CountedCategories asked) {
        for (int i = 0; i < one.size(); i++) {
            if (asked.contains(categories.at(i))) {
                long second = start + seconds.at(i);
                counted.add(
                        one.at(i),
                        two == null ? 0 : two.at(i),
                        three == null ? 0 : three.at(i),
                        1,
                        failed.at(i),
                        second,
                        second);
            }
        }
    }
}
