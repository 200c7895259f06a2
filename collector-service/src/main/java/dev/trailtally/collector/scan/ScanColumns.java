package dev.trailtally.collector.scan;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Binds values of a scan to a statement; each method takes the number of the first parameter. */
public record ScanColumns(PreparedStatement statement) {

    /** request_id, request_content. */
    public void request(int first, @Nullable RequestId request) throws SQLException {
        statement.setObject(first, request == null ? null : request.key(), Types.OTHER);
        statement.setObject(first + 1, request == null ? null : request.content(), Types.OTHER);
    }

    /** source_kind, source_location, source_region. */
    public void source(int first, ScanSource source) throws SQLException {
        statement.setString(first, source.kind());
        statement.setString(first + 1, source.location());
        statement.setString(first + 2, source.region());
    }

    /** account_ids, regions. */
    public void filter(int first, ScanFilter filter) throws SQLException {
        var connection = statement.getConnection();
        statement.setArray(
                first,
                connection.createArrayOf(
                        "bigint", filter.accountIds().stream().sorted().toArray()));
        statement.setArray(
                first + 1,
                connection.createArrayOf(
                        "text", filter.regions().stream().sorted().toArray()));
    }

    /** lookup, last_accessed. */
    public void settings(int first, ScanSource source) throws SQLException {
        statement.setString(first, source instanceof ScanSource.Lookup lookup ? lookup.json() : null);
        statement.setString(
                first + 1, source instanceof ScanSource.LastAccessed lastAccessed ? lastAccessed.json() : null);
    }

    /** caller_account_id, caller_arn, aws_endpoint. */
    public void owner(int first, @Nullable ScanOwner owner) throws SQLException {
        statement.setObject(first, owner == null ? null : owner.accountId(), Types.BIGINT);
        statement.setString(first + 1, owner == null ? null : owner.arn());
        statement.setString(first + 2, owner == null ? null : owner.endpoint());
    }

    public void time(int index, @Nullable Instant time) throws SQLException {
        statement.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    /** An argument of make_interval(secs => ?). */
    public void seconds(int index, @Nullable Duration duration) throws SQLException {
        statement.setObject(index, duration == null ? null : (double) duration.toSeconds(), Types.DOUBLE);
    }
}
