package dev.trailtally.collector.database;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/** Connections to the collector's database, one statement or one transaction at a time. */
@Singleton
public final class ScanDatabase {

    private static final Set<String> RETRIED = Set.of("40001", "40P01"); // serialization failure, deadlock
    private static final int MAX_ATTEMPTS = 5;
    // Fewer than the pool has connections: thousands of threads wait here, in turn and as long as it takes. Waiting for
    // the pool would end with an error after some seconds.
    private static final int MAX_CONNECTIONS = 12;

    private final Semaphore free = new Semaphore(MAX_CONNECTIONS, true);
    private final DataSource dataSource;
    private final FullDisk fullDisk;

    public ScanDatabase(@Named("collector") DataSource dataSource, FullDisk fullDisk) {
        // Micronaut's wrapper only hands out connections within its own transactions.
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.fullDisk = fullDisk;
    }

    /** Runs work whose statements commit one by one. */
    public <T> T statement(Work<T> work) {
        acquire();
        try (var connection = dataSource.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            fullDisk.check(e);
            throw new DataAccessException("database refused: " + e.getMessage(), e);
        } finally {
            free.release();
        }
    }

    private void acquire() {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataAccessException("interrupted before the database was asked", e);
        }
    }

    /** Runs work in one transaction, and again if the database chose it to end a deadlock. */
    public <T> T transaction(Work<T> work) {
        return statement(connection -> {
            connection.setAutoCommit(false);
            try {
                return attempts(connection, work);
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private static <T> T attempts(Connection connection, Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                var result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException e) {
                connection.rollback();
                if (attempt == MAX_ATTEMPTS || !RETRIED.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            } catch (RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}
