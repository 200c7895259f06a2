package dev.trailtally.report.stream;

import dev.trailtally.report.snapshot.Snapshot;
import java.sql.SQLException;

/** The next question for an account, asked when the client can take the answer. */
@FunctionalInterface
public interface AccountQuestion<M> {

    AccountAnswer<M> answer(Snapshot snapshot) throws SQLException;
}
