package dev.trailtally.report.snapshot;

/** A statement with its values, and what takes its rows. */
public record Query(Sql sql, Binds binds, Row.Consumer consumer) {}
