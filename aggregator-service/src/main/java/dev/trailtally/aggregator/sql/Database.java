package dev.trailtally.aggregator.sql;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections of the aggregator's role. */
@Singleton
public final class Database {

    private final DataSource dataSource;

    // Unwrapped: Micronaut's own wrapper hands out connections only within its managed transactions.
    Database(@Named("aggregator") DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** A connection that commits each statement. */
    public Connection open() throws SQLException {
        return dataSource.getConnection();
    }

    /** Does the work in one transaction, and undoes all of it where the work throws. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        try (var connection = open()) {
            return inTransaction(connection, work);
        }
    }

    /** As above, on a connection that is already there. */
    public static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            T result = work.with(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done && !connection.isClosed()) {
                connection.rollback();
            }
        }
    }

    /** What to do in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }
}
