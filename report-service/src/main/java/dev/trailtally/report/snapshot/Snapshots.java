package dev.trailtally.report.snapshot;

import io.grpc.Context;
import io.grpc.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Opens one read-only, repeatable-read transaction for each report. */
public final class Snapshots {

    // The lock comes before the first query, which takes the snapshot: retention drops partitions under an exclusive
    // lock of "event", so none that this snapshot's retention row promises can vanish before the report has read it.
    // Plans are made for the values at hand, so that the partitions outside of an interval are not even opened; those
    // of
    // Sql.plannedOnce are not.
    // Joins stand in the order that is meant: trying others for ten dictionaries took longer than the join.
    private static final Sql OPEN = new Sql("""
            set transaction isolation level repeatable read, read only;
            set local lock_timeout = '30s';
            lock table only event in access share mode;
            select
              set_config('statement_timeout', :statement_timeout, true),
              set_config('plan_cache_mode', 'force_custom_plan', true),
              set_config('max_parallel_workers_per_gather', '0', true),
              set_config('join_collapse_limit', '1', true),
              set_config('jit', 'off', true)
            """);

    private static final Duration MAX_TURN = Duration.ofMinutes(5);

    private final DataSource dataSource;
    private final Duration timeout;

    /** A report may take as long as the call's deadline says, at most {@code timeout}, all its statements together. */
    public Snapshots(DataSource dataSource, Duration timeout) {
        this.dataSource = dataSource;
        this.timeout = timeout;
    }

    /** Answers a question from one snapshot; its failures are those of the contract. */
    public <T> T read(Question<T> question) {
        var timeLimit = TimeLimit.ofCurrentCall(timeout);
        try {
            return answer(dataSource.getConnection(), question, timeLimit);
        } catch (SQLException e) {
            throw SqlFailures.toRpc(e);
        }
    }

    /** As {@link #read}, but does not fail because other reports hold the connections; its time begins with its own. */
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

    private static <T> T answer(Connection lent, Question<T> question, TimeLimit timeLimit) throws SQLException {
        try (var connection = lent) {
            connection.setAutoCommit(false);
            var cancellation = Cancellation.ofCurrentCall();
            try {
                open(connection, cancellation, timeLimit);
                return question.answer(new Snapshot(connection, cancellation, timeLimit));
            } finally {
                cancellation.close(); // before the connection, whose close rolls back and lends it to another call
            }
        }
    }

    private static void open(Connection connection, Cancellation cancellation, TimeLimit timeLimit)
            throws SQLException {
        try (var statement = connection.prepareStatement(OPEN.text())) {
            new Binds().with("statement_timeout", timeLimit.millis()).bind(OPEN, statement);
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
