package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import dev.trailtally.server.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

/**
 * One request to collect a source.
 *
 * @param listedAt when the listing in use began; null before
 * @param finishedAt null while it has not ended
 * @param listedObjects objects listed that were still to be read, by this scan or by another one that it waits for
 * @param knownObjects objects listed that were read already
 * @param ignoredObjects objects listed that hold no events by design
 * @param listedBytes size of the objects of listedObjects as stored
 * @param repetition null if it runs once
 * @param seriesId the first of the scans that repeat each other; null if it runs once
 * @param nextScanId the scan that repeats this one; null while there is none
 * @param earliestStart null if it starts at once
 * @param lookback how far before the request its window starts, if it was requested that way; otherwise null
 * @param owner whose it is; null for folders, and if that is not known
 */
public record Scan(
        UUID scanId,
        ScanSource source,
        ScanFilter filter,
        boolean keepRaw,
        State state,
        Instant createdAt,
        @Nullable Instant listedAt,
        @Nullable Instant finishedAt,
        boolean listingDone,
        long listedObjects,
        long knownObjects,
        long ignoredObjects,
        long listedBytes,
        @Nullable Repetition repetition,
        @Nullable UUID seriesId,
        @Nullable UUID nextScanId,
        @Nullable Instant earliestStart,
        @Nullable Duration lookback,
        @Nullable ScanOwner owner) {

    /** How a scan is repeated: from start to start, and how far back a unit is asked again. */
    public record Repetition(Duration interval, Duration overlap) {}

    public enum State {
        PENDING,
        RUNNING,
        SUCCEEDED,
        INCOMPLETE,
        CANCELLED;

        boolean ended() {
            return switch (this) {
                case PENDING, RUNNING -> false;
                case SUCCEEDED, INCOMPLETE, CANCELLED -> true;
            };
        }
    }

    /** The scan of a row that has all columns of the table. */
    public static Scan of(ResultSet row) throws SQLException {
        return new Scan(
                row.getObject("scan_id", UUID.class),
                ScanSource.of(row),
                filter(row),
                row.getBoolean("keep_raw"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                requireNonNull(Sql.instant(row, "created_at")),
                Sql.instant(row, "listed_at"),
                Sql.instant(row, "finished_at"),
                row.getBoolean("listing_done"),
                row.getLong("object_count"),
                row.getLong("known_count"),
                row.getLong("ignored_count"),
                row.getLong("byte_count"),
                repetition(row),
                row.getObject("series_id", UUID.class),
                row.getObject("next_scan_id", UUID.class),
                Sql.instant(row, "earliest_start"),
                duration((PGInterval) row.getObject("lookback")),
                ScanOwner.of(row));
    }

    private static @Nullable Repetition repetition(ResultSet row) throws SQLException {
        var interval = duration((PGInterval) row.getObject("repetition_interval"));
        var overlap = duration((PGInterval) row.getObject("repetition_overlap"));
        return interval == null || overlap == null ? null : new Repetition(interval, overlap);
    }

    // Written in seconds, so that it has no months.
    private static @Nullable Duration duration(@Nullable PGInterval interval) {
        return interval == null
                ? null
                : Duration.ofDays(interval.getDays())
                        .plusHours(interval.getHours())
                        .plusMinutes(interval.getMinutes())
                        .plusSeconds(interval.getWholeSeconds());
    }

    /** The filter of a row that has the scan's columns. */
    public static ScanFilter filter(ResultSet row) throws SQLException {
        return new ScanFilter(
                Set.copyOf(List.of((Long[]) row.getArray("account_ids").getArray())),
                Set.copyOf(List.of((String[]) row.getArray("regions").getArray())),
                Sql.instant(row, "start_time"),
                Sql.instant(row, "end_time"));
    }
}
