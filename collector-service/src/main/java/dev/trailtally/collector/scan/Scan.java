package dev.trailtally.collector.scan;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request to collect a source.
 *
 * @param listedAt when the listing in use began; null before
 * @param finishedAt null while it has not ended
 * @param listedObjects objects listed that this scan reads
 * @param knownObjects objects listed that were read, or are being read, for another scan
 * @param ignoredObjects objects listed that hold no events by design
 * @param listedBytes size of the objects of listedObjects as stored
 */
record Scan(
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
        long listedBytes) {

    enum State {
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
    static Scan of(ResultSet row) throws SQLException {
        return new Scan(
                row.getObject("scan_id", UUID.class),
                ScanSource.of(
                        row.getString("source_kind"), row.getString("source_location"), row.getString("source_region")),
                filter(row),
                row.getBoolean("keep_raw"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "listed_at"),
                instant(row, "finished_at"),
                row.getBoolean("listing_done"),
                row.getLong("object_count"),
                row.getLong("known_count"),
                row.getLong("ignored_count"),
                row.getLong("byte_count"));
    }

    /** The filter of a row that has the scan's columns. */
    static ScanFilter filter(ResultSet row) throws SQLException {
        return new ScanFilter(
                Set.copyOf(List.of((Long[]) row.getArray("account_ids").getArray())),
                Set.copyOf(List.of((String[]) row.getArray("regions").getArray())),
                instant(row, "start_time"),
                instant(row, "end_time"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
