package dev.trailtally.report.account;

import dev.trailtally.report.interval.Times;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.report.v1.UnreadableObject;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was collected of accounts, and what was not; two statements for any number of accounts. */
final class Coverages {

    private static final int MAX_UNREADABLE_OBJECTS = 20;
    private static final int MAX_UNREADABLE_OBJECTS_OF_MANY = 3; // for each of up to 1,000 accounts of a page

    private static final Sql REGIONS = new Sql("""
            select
              coverage.account_id,
              region.region,
              coverage.read_count,
              coverage.stored_count,
              coverage.duplicate_count,
              coverage.rejected_count,
              coverage.first_event_time,
              coverage.last_event_time,
              coverage.listed_at
            from coverage
            join region on region.id = coverage.region_ref
            where coverage.account_id = any(:account_ids)
            order by coverage.account_id, region.region collate "C"
            """);

    private static final Sql UNREADABLE_OBJECTS = new Sql("""
            select asked.account_id, object.uri, object.failure_code, object.failure_message
            from unnest(:account_ids::bigint[]) as asked (account_id)
            cross join lateral (
              select object_id, object_time, uri, failure_code, failure_message
              from (
                (
                  select object_id, object_time, uri, failure_code, failure_message
                  from log_object
                  where log_object.account_id = asked.account_id
                  and state = 'unreadable'
                  order by object_time desc nulls last, object_id desc
                  limit :limit
                )
                union all
                (
                  select object_id, object_time, uri, failure_code, failure_message
                  from log_object
                  where log_object.account_id is null
                  and state = 'unreadable'
                  order by object_time desc nulls last, object_id desc
                  limit :limit
                )
              ) unreadable
              order by object_time desc nulls last, object_id desc
              limit :limit
            ) object
            order by asked.account_id, object.object_time desc nulls last, object.object_id desc
            """);

    private Coverages() {}

    static Coverage of(Snapshot snapshot, Standing standing) throws SQLException {
        return of(snapshot, List.of(standing), MAX_UNREADABLE_OBJECTS)
                .getOrDefault(standing.accountId(), Coverage.getDefaultInstance());
    }

    static Map<Long, Coverage> ofMany(Snapshot snapshot, List<Standing> standings) throws SQLException {
        return of(snapshot, standings, MAX_UNREADABLE_OBJECTS_OF_MANY);
    }

    private static Map<Long, Coverage> of(Snapshot snapshot, List<Standing> standings, int maxUnreadableObjects)
            throws SQLException {
        var coverages = new HashMap<Long, Coverage.Builder>();
        for (var standing : standings) {
            coverages.put(standing.accountId(), counts(standing));
        }
        var accountIds =
                standings.stream().mapToLong(Standing::accountId).distinct().toArray();
        snapshot.list(
                REGIONS,
                new Binds().with("account_ids", accountIds),
                row -> builder(coverages, row).addRegions(region(row)));
        var troubled = standings.stream()
                .filter(Coverages::hasUnreadableObjects)
                .mapToLong(Standing::accountId)
                .toArray();
        if (troubled.length > 0) {
            var binds = new Binds().with("account_ids", troubled).with("limit", maxUnreadableObjects);
            snapshot.list(
                    UNREADABLE_OBJECTS,
                    binds,
                    row -> builder(coverages, row).addUnreadableObjects(unreadableObject(row)));
        }
        var built = new HashMap<Long, Coverage>();
        coverages.forEach((accountId, coverage) -> built.put(accountId, coverage.build()));
        return built;
    }

    private static boolean hasUnreadableObjects(Standing standing) {
        return standing.missing().unreadableObjectCount() > 0
                || standing.missing().unattributedUnreadableObjectCount() > 0;
    }

    private static Coverage.Builder counts(Standing standing) {
        var missing = standing.missing();
        var coverage = Coverage.newBuilder()
                .setPendingObjectCount(missing.pendingObjectCount())
                .setUnreadableObjectCount(missing.unreadableObjectCount())
                .setUnattributedUnreadableObjectCount(missing.unattributedUnreadableObjectCount())
                .setPendingEventCount(missing.pendingEventCount());
        var rawEventsFrom = standing.rawEventsFrom();
        if (rawEventsFrom != null) {
            coverage.setRawEventsFrom(Times.timestamp(rawEventsFrom));
        }
        return coverage;
    }

    private static Coverage.Builder builder(Map<Long, Coverage.Builder> coverages, Row row) throws SQLException {
        return coverages.computeIfAbsent(row.number("account_id"), absent -> Coverage.newBuilder());
    }

    private static RegionCoverage region(Row row) throws SQLException {
        var region = RegionCoverage.newBuilder()
                .setRegion(row.text("region"))
                .setReadCount(row.number("read_count"))
                .setStoredCount(row.number("stored_count"))
                .setDuplicateCount(row.number("duplicate_count"))
                .setRejectedCount(row.number("rejected_count"))
                .setLastListingTime(Times.timestamp(row.time("listed_at")));
        var first = row.timeOrNull("first_event_time");
        var last = row.timeOrNull("last_event_time");
        if (first != null) {
            region.setFirstEventTime(Times.timestamp(first));
        }
        if (last != null) {
            region.setLastEventTime(Times.timestamp(last));
        }
        return region.build();
    }

    private static UnreadableObject unreadableObject(Row row) throws SQLException {
        var code = row.textOrNull("failure_code");
        var message = row.textOrNull("failure_message");
        return UnreadableObject.newBuilder()
                .setObjectUri(row.text("uri"))
                .setCode(code == null ? "" : code)
                .setMessage(message == null ? "" : message)
                .build();
    }
}
