package dev.trailtally.collector.scan;

import dev.trailtally.collector.database.ScanDatabase;
import jakarta.inject.Singleton;
import java.util.ArrayList;
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
              select make_interval(secs => ?) as lookback, cast(? as timestamptz) as start_time,
                cast(? as timestamptz) as end_time, make_interval(secs => ?) as repetition_interval,
                cast(? as bigint) as caller_account_id, cast(? as text) as caller_arn,
                cast(? as text) as aws_endpoint) asked
            where s.state in ('pending', 'running')
            and s.source_kind = ?
            and s.source_location = ?
            and s.source_region is not distinct from ?
            and s.account_ids = ?
            and s.regions = ?
            and s.keep_raw = ?
            and s.lookup is not distinct from ?::jsonb
            and s.last_accessed is not distinct from ?::jsonb
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
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement(SAME)) {
                var columns = new ScanColumns(statement);
                columns.seconds(1, request.lookback());
                columns.time(2, request.filter().start());
                columns.time(3, request.filter().end());
                columns.seconds(
                        4,
                        request.repetition() == null
                                ? null
                                : request.repetition().interval());
                columns.owner(5, owner);
                columns.source(8, request.source());
                columns.filter(11, request.filter());
                statement.setBoolean(13, request.keepRaw());
                columns.settings(14, request.source());
                try (var rows = statement.executeQuery()) {
                    var found = new ArrayList<UUID>();
                    while (rows.next()) {
                        found.add(rows.getObject("scan_id", UUID.class));
                    }
                    return found;
                }
            }
        });
    }
}
