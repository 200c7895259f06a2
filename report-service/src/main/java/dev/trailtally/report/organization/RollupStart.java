package dev.trailtally.report.organization;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time from which the rollups of quarter hours and sessions are complete.
 *
 * @param time null if they always were
 */
public record RollupStart(@Nullable Instant time) {

    private static final Sql START = new Sql("""
            select quarter_hours_from
            from rollup_start
            where isfinite(quarter_hours_from)
            """);

    public static RollupStart of(Snapshot snapshot) throws SQLException {
        return snapshot.first(START, new Binds(), row -> new RollupStart(row.time("quarter_hours_from")))
                .orElse(new RollupStart(null));
    }

    /** Whether events from an instant on may be missing. */
    public boolean isAfter(@Nullable Instant firstEvent) {
        return time != null && firstEvent != null && time.isAfter(firstEvent);
    }

    /** The part of a span that the rollups hold. */
    public @Nullable Span heldOf(@Nullable Span span) {
        return span == null || time == null ? span : span.from(time);
    }
}
