package dev.trailtally.collector.scan;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/** Connections to the collector's database, one statement or one transaction at a time. */
@Singleton
public final class ScanDatabase {

    private static final Set<String> RETRIED = Set.of("40001", "40P01"); // serialization failure, deadlock
    private static final int MAX_ATTEMPTS = 5;

    private final DataSource dataSource;

    public ScanDatabase(@Named("collector") DataSource dataSource) {
        // Micronaut's wrapper only hands out connections within its own transactions.
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Runs work whose statements commit one by one. */
    public <T> T statement(Work<T> work) {
        try (var connection = dataSource.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new DataAccessException("database refused: " + e.getMessage(), e);
        }
    }

    /** Runs work in one transaction; again, where the database chose it to end a deadlock. */
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
