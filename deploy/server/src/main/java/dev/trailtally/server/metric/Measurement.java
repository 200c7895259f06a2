package dev.trailtally.server.metric;

import java.sql.SQLException;
import java.time.Duration;

/** Figures that a table holds: read in the background, so that a scrape never waits for the database. */
public interface Measurement {

    /** What is measured, for the log. */
    String name();

    /** The time between two readings; longer if reading takes long. */
    Duration interval();

    /** Reads the figures and keeps them for the next scrapes. */
    void read() throws SQLException;

    /** Forgets the figures: they cannot be read now, and old ones would look like new ones. */
    void forget();
}
