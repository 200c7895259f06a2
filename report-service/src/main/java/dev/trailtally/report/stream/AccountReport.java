package dev.trailtally.report.stream;

import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.StreamTotals;
import java.sql.SQLException;

/** The messages of a stream for each account, and the messages that all streams have. */
public interface AccountReport<M> {

    AccountAnswer<M> answer(Snapshot snapshot, long accountId) throws SQLException;

    /** Whether an account's messages follow each other in the stream. */
    default boolean unbroken() {
        return false;
    }

    M failure(AccountFailure failure);

    M totals(StreamTotals totals);
}
