package dev.trailtally.collector.scan;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds open scans of the same request: source, accounts, regions, window, repetition. */
@Singleton
public final class OpenScans {

    private static final String SAME = """
            select s.scan_id
            from scan s
            cross join (
              select make_interval(secs => :lookback) as lookback, cast(:start_time as timestamptz) as start_time,
                cast(:end_time as timestamptz) as end_time,
                  make_interval(secs => :repetition_interval) as repetition_interval,
                cast(:caller_account_id as bigint) as caller_account_id, cast(:caller_arn as text) as caller_arn,
                cast(:aws_endpoint as text) as aws_endpoint) asked
            where s.state in ('pending', 'running')
            and s.source_kind = :source_kind
            and s.source_location = :source_location
            and s.source_region is not distinct from :source_region
            and s.account_ids = :account_ids
            and s.regions = :regions
            and s.keep_raw = :keep_raw
            and s.lookup is not distinct from :lookup::jsonb
            and s.last_accessed is not distinct from :last_accessed::jsonb
            and s.lookback is not distinct from asked.lookback
            and (s.lookback is not null or s.start_time is not distinct from asked.start_time)
            and s.end_time is not distinct from asked.end_time
            and s.repetition_interval is not distinct from asked.repetition_interval
            and (
              s.caller_arn is null
              or (s.caller_account_id, s.caller_arn, s.aws_endpoint)
                = (asked.caller_account_id, asked.caller_arn, asked.aws_endpoint))
            order by s.created_at desc, s.scan_id
            """;

    private final ScanDatabase database;

    public OpenScans(ScanDatabase database) {
        this.database = database;
    }

    /**
     * Those of one owner, newest first; a window requested as a lookback is the same at any time.
     *
     * @param owner null if it is not known, which finds only scans without an owner
     */
    public List<UUID> find(ScanRequest request, @Nullable ScanOwner owner) {
        var repetition = request.repetition();
        return database.statement(connection -> Sql.of(SAME)
                .with("lookback", request.lookback())
                .with("repetition_interval", repetition == null ? null : repetition.interval())
                .with("keep_raw", request.keepRaw())
                .with(ScanColumns.source(request.source()))
                .with(ScanColumns.filter(request.filter()))
                .with(ScanColumns.owner(owner))
                .list(connection, row -> row.getObject("scan_id", UUID.class)));
    }
}
