package dev.trailtally.aggregator.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections of the aggregator's role. */
@Singleton
public final class Database {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final DataSource dataSource;

    // Unwrapped: Micronaut's own wrapper hands out connections only within its managed transactions.
    Database(@Named("aggregator") DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** A connection that commits each statement. */
    public Connection open() throws SQLException {
        return dataSource.getConnection();
    }

    /** Does the work in one transaction, and undoes all of it if the work throws. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        try (var connection = open()) {
            return inTransaction(connection, work);
        }
    }

    /** The same, on an existing connection. */
    public <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            T result = work.with(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done && !connection.isClosed()) {
                rollBack(connection);
            }
        }
    }

    /** A connection that cannot roll back would pass its open transaction to the next caller. */
    private void rollBack(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            log.warn("A connection to the database is closed because its rollback failed: {}", e.getMessage());
            dataSource.unwrap(HikariDataSource.class).evictConnection(connection);
        }
    }

    /** The work of a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }
}
