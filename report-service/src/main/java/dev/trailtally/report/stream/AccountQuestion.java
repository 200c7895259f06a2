package dev.trailtally.report.stream;

import dev.trailtally.report.snapshot.Snapshot;
import java.sql.SQLException;

/** What is asked next of an account; asked when the client can take the answer. */
@FunctionalInterface
public interface AccountQuestion<M> {

    AccountAnswer<M> answer(Snapshot snapshot) throws SQLException;
}
