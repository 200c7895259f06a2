package dev.trailtally.report.stream;

import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.ReportScope;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account's messages, which follow each other in the stream, and what they add to the totals.
 *
 * @param rest the next question for the account; null if this is all
 */
public record AccountAnswer<M>(
        List<M> messages,
        ReportScope scope,
        long eventCount,
        long failedCount,
        @Nullable Next<M> rest) {

    /** The next question for an account, asked when the client can take the answer. */
    @FunctionalInterface
    public interface Next<M> {

        AccountAnswer<M> answer(Snapshot snapshot) throws SQLException;
    }

    public AccountAnswer {
        messages = List.copyOf(messages);
    }

    /** The whole answer of an account. */
    public AccountAnswer(List<M> messages, ReportScope scope, long eventCount, long failedCount) {
        this(messages, scope, eventCount, failedCount, null);
    }
}
