package dev.trailtally.collector.scan;

import dev.trailtally.server.database.Sql;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Columns of a scan as values of a statement, by their names. */
public final class ScanColumns {

    private ScanColumns() {}

    /** source_kind, source_location, source_region, lookup, last_accessed. */
    static Map<String, @Nullable Object> source(ScanSource source) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("source_kind", source.kind());
        columns.put("source_location", source.location());
        columns.put("source_region", source.region());
        columns.put("lookup", source instanceof ScanSource.Lookup lookup ? lookup.json() : null);
        columns.put(
                "last_accessed", source instanceof ScanSource.LastAccessed lastAccessed ? lastAccessed.json() : null);
        return columns;
    }

    /** account_ids, regions, start_time, end_time. */
    static Map<String, @Nullable Object> filter(ScanFilter filter) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put(
                "account_ids", Sql.array("bigint", filter.accountIds().stream().sorted()));
        columns.put("regions", Sql.array("text", filter.regions().stream().sorted()));
        columns.put("start_time", filter.start());
        columns.put("end_time", filter.end());
        return columns;
    }

    /** caller_account_id, caller_arn, aws_endpoint. */
    public static Map<String, @Nullable Object> owner(@Nullable ScanOwner owner) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("caller_account_id", owner == null ? null : owner.accountId());
        columns.put("caller_arn", owner == null ? null : owner.arn());
        columns.put("aws_endpoint", owner == null ? null : owner.endpoint());
        return columns;
    }
}
