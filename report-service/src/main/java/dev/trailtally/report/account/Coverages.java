package dev.trailtally.report.account;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Query;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.report.v1.UnreadableObject;
import dev.trailtally.rpc.OptionalFields;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What was collected of accounts, and what was not. */
final class Coverages {

    private static final int MAX_LOOKUPS = 10;
    private static final int MAX_UNREADABLE_OBJECTS = 20;
    private static final int MAX_UNREADABLE_OBJECTS_OF_MANY = 3; // for each of up to 1,000 accounts of a page

    // Whole seconds inside each interval, so that no more is reported than what is complete.
    private static final Sql REGIONS = Sql.plannedOnce("""
            with read as (
              select coverage.*, region.region
              from coverage
              join region on region.id = coverage.region_ref
              where coverage.account_id = any(:account_ids)
            ), looked_up as (
              select account_id, region, newest.starts, newest.ends
              from lookup_coverage
              cross join lateral (
                select array_agg(first_second order by first_second desc) as starts,
                  array_agg(end_second order by first_second desc) as ends
                from (
                  select
                    ceil(extract(epoch from lower(complete)))::bigint as first_second,
                    floor(extract(epoch from upper(complete)))::bigint as end_second
                  from unnest(covered) complete
                  order by first_second desc
                  limit :max_lookups
                ) complete
                where first_second < end_second
              ) newest
              where account_id = any(:account_ids)
            )
            select
              account_id,
              region,
              coalesce(read.read_count, 0) as read_count,
              coalesce(read.stored_count, 0) as stored_count,
              coalesce(read.duplicate_count, 0) as duplicate_count,
              coalesce(read.rejected_count, 0) as rejected_count,
              read.first_event_time,
              read.last_event_time,
              read.listed_at as last_listing_time,
              coalesce(looked_up.starts, '{}') as lookup_starts,
              coalesce(looked_up.ends, '{}') as lookup_ends
            from read
            full join looked_up using (account_id, region)
            order by account_id, region collate "C"
            """);

    // The name of an object of an unknown account may contain any account: only who may see all accounts gets it.
    private static final Sql UNREADABLE_OBJECTS = new Sql("""
            select asked.account_id, object.uri as object_uri, object.failure_code as code, object.failure_message as message
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
                  and :all_accounts
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

    /** The statements of {@link #complete}'s coverages, except for what only some accounts have. */
    static List<Query> queries(long[] accountIds, Map<Long, Coverage.Builder> coverages) {
        var region = MessageRow.of(RegionCoverage.getDefaultInstance());
        var regions = new Query(
                REGIONS,
                new Binds().with("account_ids", accountIds).with("max_lookups", MAX_LOOKUPS),
                row -> builder(coverages, row)
                        .addRegions(
                                region.read(row.columns()).toBuilder().addAllCompleteLookups(completeLookups(row))));
        return List.of(regions, Categories.query(accountIds, coverages));
    }

    static Map<Long, Coverage> complete(
            Snapshot snapshot, List<AccountStatus> statuses, Map<Long, Coverage.Builder> coverages, boolean many)
            throws SQLException {
        for (var status : statuses) {
            addCounts(coverages.computeIfAbsent(status.accountId(), absent -> Coverage.newBuilder()), status);
        }
        var troubled = statuses.stream()
                .filter(Coverages::hasUnreadableObjects)
                .mapToLong(AccountStatus::accountId)
                .toArray();
        if (troubled.length > 0) {
            var binds = new Binds()
                    .with("account_ids", troubled)
                    .with("all_accounts", snapshot.visible().all())
                    .with("limit", many ? MAX_UNREADABLE_OBJECTS_OF_MANY : MAX_UNREADABLE_OBJECTS);
            var object = MessageRow.of(UnreadableObject.getDefaultInstance());
            snapshot.list(
                    UNREADABLE_OBJECTS,
                    binds,
                    row -> builder(coverages, row)
                            .addUnreadableObjects(snapshot.visible().masked(object.read(row.columns()))));
        }
        var built = new HashMap<Long, Coverage>();
        coverages.forEach((accountId, coverage) -> built.put(accountId, coverage.build()));
        return built;
    }

    private static boolean hasUnreadableObjects(AccountStatus status) {
        return status.missing().unreadableObjectCount() > 0 || status.missing().unattributedUnreadableObjectCount() > 0;
    }

    private static void addCounts(Coverage.Builder coverage, AccountStatus status) {
        var missing = status.missing();
        coverage.setPendingObjectCount(missing.pendingObjectCount())
                .setUnreadableObjectCount(missing.unreadableObjectCount())
                .setUnattributedUnreadableObjectCount(missing.unattributedUnreadableObjectCount())
                .setPendingEventCount(missing.pendingEventCount())
                .addAllLookupGaps(status.lookups().gaps().newest())
                .setLookupGapCount(status.lookups().gaps().count());
        OptionalFields.setTime(status.rawEventsFrom(), coverage::setRawEventsFrom);
    }

    private static Coverage.Builder builder(Map<Long, Coverage.Builder> coverages, Row row) throws SQLException {
        return coverages.computeIfAbsent(row.number("account_id"), absent -> Coverage.newBuilder());
    }

    private static List<Interval> completeLookups(Row row) throws SQLException {
        var starts = row.numbers("lookup_starts");
        var ends = row.numbers("lookup_ends");
        return IntStream.range(0, starts.size())
                .mapToObj(i -> new Span(Instant.ofEpochSecond(starts.get(i)), Instant.ofEpochSecond(ends.get(i))))
                .map(Span::message)
                .toList();
    }
}
