package dev.trailtally.report.timeline;

import com.google.rpc.Code;
import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.rpc.RpcTimes;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The events of buckets, from UTC days or from quarter hours. */
final class Points {

    private static final int MAX_COUNT = 100_000;

    // The bounds of the buckets come from the caller: the database may have an older version of the time zones.
    private static final Sql DAYS = new Sql("""
            select
              width_bucket(day::timestamp at time zone 'UTC', :starts::timestamptz[]) as bucket,
              case when :by_account then account_id end as account_id,
              sum(event_count)::bigint as event_count,
              sum(failed_count)::bigint as failed_count
            from category_day
            where account_id = any(:account_ids)
            and category = any(:categories)
            and day >= :first_day
            and day <= :last_day
            group by 1, 2
            order by 1, 2
            limit :limit
            """);

    private static final Sql QUARTER_HOURS = new Sql("""
            with total as (
              select
                quarter_hour,
                sum(event_count) as event_count,
                sum(failed_count) as failed_count
              from category_quarter_hour
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day >= :first_day
              and day <= :last_day
              and quarter_hour >= :start
              and quarter_hour < :end
              group by quarter_hour
            )
            select
              width_bucket(quarter_hour, :starts::timestamptz[]) as bucket,
              null::bigint as account_id,
              sum(event_count)::bigint as event_count,
              sum(failed_count)::bigint as failed_count
            from total
            group by 1
            order by 1
            limit :limit
            """);

    private static final Sql QUARTER_HOURS_BY_ACCOUNT = new Sql("""
            select
              width_bucket(quarter_hour, :starts::timestamptz[]) as bucket,
              account_id,
              sum(event_count)::bigint as event_count,
              sum(failed_count)::bigint as failed_count
            from category_quarter_hour
            where account_id = any(:account_ids)
            and category = any(:categories)
            and day >= :first_day
            and day <= :last_day
            and quarter_hour >= :start
            and quarter_hour < :end
            group by 1, 2
            order by 1, 2
            limit :limit
            """);

    // Calls that one of the accounts has and another has as well, which only one of them counts.
    private static final Sql SHARED = new Sql("""
            select
              width_bucket(quarter_hour, :starts::timestamptz[]) as bucket,
              sum(event_count)::bigint as event_count,
              sum(failed_count)::bigint as failed_count
            from (
              select bucket::timestamp at time zone 'UTC' + key_1 * interval '15 minutes' as quarter_hour, *
              from shared_count
              where account_id = any(:account_ids)
              and family = 'quarter_hour'
              and grain = 'day'
              and bucket >= :first_day
              and bucket <= :last_day
              and category = any(:categories)
            ) s
            where quarter_hour >= :start
            and quarter_hour < :end
            and exists (select from unnest(preceding_account_ids) p (account_id) where p.account_id = any(:account_ids))
            group by 1
            """);

    private record SharedCount(long eventCount, long failedCount) {}

    private final Binds binds;
    private final TimeBuckets buckets;
    private final boolean byAccount;
    private final Sql counts;

    /** @param days whether the buckets are UTC days */
    Points(long[] accountIds, CountedCategories categories, TimeBuckets buckets, boolean days, boolean byAccount) {
        this.buckets = buckets;
        this.byAccount = byAccount;
        var quarterHours = byAccount ? QUARTER_HOURS_BY_ACCOUNT : QUARTER_HOURS;
        this.counts = days ? DAYS : quarterHours;
        this.binds = new Binds()
                .with("account_ids", accountIds)
                .with("categories", categories.numbers())
                .with("starts", buckets.starts().toArray(Instant[]::new))
                .with("start", buckets.span().start())
                .with("end", buckets.span().end())
                .with("first_day", buckets.span().firstDay())
                .with("last_day", buckets.span().lastDay())
                .with("by_account", byAccount)
                .with("limit", MAX_COUNT + 1);
    }

    void read(Snapshot snapshot, GetActivityOverTimeResponse.Builder response) throws SQLException {
        var points = snapshot.list(counts, binds, this::point);
        if (points.size() > MAX_COUNT) {
            throw RpcErrors.failure(
                    Code.RESOURCE_EXHAUSTED,
                    "TOO_MANY_POINTS",
                    String.format(
                            Locale.ROOT,
                            "more than %,d points: ask for fewer accounts, a shorter interval, longer buckets or all accounts"
                                    + " together",
                            MAX_COUNT),
                    Map.of("max_points", Integer.toString(MAX_COUNT)));
        }
        var shared = byAccount ? Map.<Instant, SharedCount>of() : shared(snapshot);
        for (var point : points) {
            var count = shared.get(RpcTimes.instant(point.getStartTime()));
            if (count != null) {
                point.setEventCount(point.getEventCount() - count.eventCount)
                        .setFailedCount(point.getFailedCount() - count.failedCount);
            }
            response.addPoints(point);
        }
        response.setSharedEventCount(
                shared.values().stream().mapToLong(SharedCount::eventCount).sum());
    }

    private Map<Instant, SharedCount> shared(Snapshot snapshot) throws SQLException {
        var counts = new HashMap<Instant, SharedCount>();
        snapshot.list(
                SHARED,
                binds,
                row -> counts.put(start(row), new SharedCount(row.number("event_count"), row.number("failed_count"))));
        return counts;
    }

    private ActivityPoint.Builder point(Row row) throws SQLException {
        return ActivityPoint.newBuilder()
                .setStartTime(RpcTimes.timestamp(start(row)))
                .setAccountId(row.isNull("account_id") ? "" : AccountIds.format(row.number("account_id")))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"));
    }

    private Instant start(Row row) throws SQLException {
        return buckets.starts().get(row.reference("bucket") - 1);
    }
}
