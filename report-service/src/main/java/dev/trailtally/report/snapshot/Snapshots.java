package dev.trailtally.report.snapshot;

import com.zaxxer.hikari.HikariDataSource;
import io.grpc.Context;
import io.grpc.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens one read-only, repeatable-read transaction for each report. */
public final class Snapshots {

    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    // The rollback must not run under the report's own statement_timeout.
    private static final String END = "set local statement_timeout = 0; rollback";

    private static final Duration MAX_TURN = Duration.ofMinutes(5);

    private final DataSource dataSource;
    private final Duration timeout;
    private final TextCache texts = new TextCache();

    /** All statements of a report together may take until the call's deadline, at most {@code timeout}. */
    public Snapshots(DataSource dataSource, Duration timeout) {
        this.dataSource = dataSource;
        this.timeout = timeout;
    }

    /** Answers a question from one snapshot; failures are those of the contract. */
    public <T> T read(Question<T> question) {
        var timeLimit = TimeLimit.ofCurrentCall(timeout);
        try {
            return answer(dataSource.getConnection(), question, timeLimit);
        } catch (SQLException e) {
            throw SqlFailures.toRpc(e);
        }
    }

    /** As {@link #read}, but does not fail because other reports hold the connections; its time starts with its own turn. */
    public <T> T readInTurn(Question<T> question) {
        try {
            return answer(connectionInTurn(), question, TimeLimit.ofCurrentCall(timeout));
        } catch (SQLException e) {
            throw SqlFailures.toRpc(e);
        }
    }

    private Connection connectionInTurn() throws SQLException {
        var latest = Deadline.after(MAX_TURN.toSeconds(), TimeUnit.SECONDS);
        while (true) {
            try {
                return dataSource.getConnection();
            } catch (SQLTransientConnectionException e) {
                if (!SqlFailures.isBusy(e)
                        || latest.isExpired()
                        || Context.current().isCancelled()) {
                    throw e;
                }
            }
        }
    }

    private <T> T answer(Connection lent, Question<T> question, TimeLimit timeLimit) throws SQLException {
        try (var connection = lent) {
            connection.setAutoCommit(false);
            var cancellation = Cancellation.ofCurrentCall();
            try {
                return question.answer(new Snapshot(connection, cancellation, timeLimit, texts));
            } finally {
                cancellation.close(); // first, so that it cannot cancel the rollback
                end(connection);
            }
        }
    }

    private void end(Connection connection) throws SQLException {
        if (connection.isClosed()) { // broken, and no longer in the pool
            return;
        }
        try (var statement = connection.createStatement()) {
            statement.execute(END);
        } catch (SQLException aborted) { // an aborted transaction takes no setting, and has lost its own
            rollBack(connection);
        }
    }

    private void rollBack(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            log.warn("A connection to the database is closed because its rollback failed: {}", e.getMessage());
            dataSource.unwrap(HikariDataSource.class).evictConnection(connection);
        }
    }

    /** What a report asks of a snapshot. */
    @FunctionalInterface
    public interface Question<T> {
        T answer(Snapshot snapshot) throws SQLException;
    }
}
