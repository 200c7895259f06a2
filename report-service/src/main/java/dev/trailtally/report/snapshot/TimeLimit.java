package dev.trailtally.report.snapshot;

import io.grpc.Context;
import io.grpc.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The time that all statements of a report may take together; a running statement is stopped within a second of it. */
final class TimeLimit {

    // Setting the limit is a round trip; a report of many quick statements sets it once.
    private static final long PRECISION_MILLIS = 1_000;

    private static final Sql LEFT = new Sql("select set_config('statement_timeout', :statement_timeout, true)");

    private final Deadline deadline;
    private long toldMillis;

    private TimeLimit(Deadline deadline) {
        this.deadline = deadline;
        this.toldMillis = leftMillis();
    }

    /** The call's own deadline counts if it is earlier. */
    static TimeLimit ofCurrentCall(Duration timeout) {
        var latest = Deadline.after(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var asked = Context.current().getDeadline();
        return new TimeLimit(asked == null ? latest : latest.minimum(asked));
    }

    /** What is left as a setting of the database, where 0 would mean: no limit. */
    String millis() {
        toldMillis = Math.max(1, leftMillis());
        return Long.toString(toldMillis);
    }

    /** Before each statement: ends the report if no time is left; otherwise the statement may take what is left. */
    void apply(Connection connection) throws SQLException {
        long left = leftMillis();
        if (left <= 0) {
            throw SqlFailures.timeout();
        }
        if (toldMillis - left <= PRECISION_MILLIS) {
            return;
        }
        LEFT.statement().run(connection, Map.of("statement_timeout", millis()));
    }

    private long leftMillis() {
        return deadline.timeRemaining(TimeUnit.MILLISECONDS);
    }
}
