package dev.trailtally.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Stores single events as segments, by SQL that is independent of the collector. */
public final class TestEvents {

    private TestEvents() {}

    /** Makes the temporary table new_event, which has the columns of the view event and takes events one by one. */
    public static void open(Connection connection) throws SQLException {
        run(connection, "new_event.sql");
    }

    /** Stores the rows of new_event, and empties it. */
    public static void store(Connection connection) throws SQLException {
        run(connection, "store_events.sql");
    }

    private static void run(Connection connection, String name) throws SQLException {
        try (var file = requireNonNull(TestEvents.class.getResourceAsStream(name), name);
                var statement = connection.createStatement()) {
            statement.execute(new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
