package dev.trailtally.report.snapshot;

import com.zaxxer.hikari.HikariDataSource;
import io.grpc.Context;
import io.grpc.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens one read-only, repeatable-read transaction for each report. */
public final class Snapshots {

    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    // The lock comes before the first query, which takes the snapshot: retention drops partitions under an exclusive
    // lock of "event", so none that this snapshot's retention row promises can vanish before the report has read it.
    // Settings are those of Sql.plannedOnce: Planning changes them for a statement that is planned each time.
    // Joins stay in the order in which they are written: trying others for ten dictionaries took longer than the join.
    private static final Sql OPEN = new Sql("""
            set transaction isolation level repeatable read, read only;
            set local lock_timeout = '30s';
            lock table only event_segment in access share mode;
            select
              set_config('statement_timeout', :statement_timeout, true),
              set_config('plan_cache_mode', 'force_generic_plan', true),
              set_config('enable_seqscan', 'off', true),
              set_config('max_parallel_workers_per_gather', '0', true),
              set_config('join_collapse_limit', '1', true),
              set_config('jit', 'off', true)
            """);

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
                open(connection, cancellation, timeLimit);
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

    private static void open(Connection connection, Cancellation cancellation, TimeLimit timeLimit)
            throws SQLException {
        var settings = Map.of("statement_timeout", timeLimit.millis());
        try (var statement = OPEN.statement().prepare(connection, settings)) {
            cancellation.watch(statement);
            statement.execute();
        }
    }

    /** What a report asks of a snapshot. */
    @FunctionalInterface
    public interface Question<T> {
        T answer(Snapshot snapshot) throws SQLException;
    }
}
