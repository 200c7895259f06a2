package dev.trailtally.report.snapshot;

/** A whole statement with named binds, and how it is planned. */
public record Sql(dev.trailtally.server.database.Sql statement, boolean plannedOnce) {

    /** A statement that is planned for the values at hand, each time. */
    public Sql(String text) {
        this(new dev.trailtally.server.database.Sql(text), false);
    }

    /**
     * A statement that each connection plans once, for any values, from indexes alone: for rows of few accounts, where
     * planning would take longer than reading. Of a partitioned table it locks every partition, and opens those of its values.
     */
    public static Sql plannedOnce(String text) {
        return new Sql(new dev.trailtally.server.database.Sql(text), true);
    }
}
