package dev.trailtally.report.timeline;

import com.google.rpc.Code;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.rpc.RpcErrors;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
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
            from account_day
            where account_id = any(:account_ids)
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
              from account_quarter_hour
              where account_id = any(:account_ids)
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
            from account_quarter_hour
            where account_id = any(:account_ids)
            and day >= :first_day
            and day <= :last_day
            and quarter_hour >= :start
            and quarter_hour < :end
            group by 1, 2
            order by 1, 2
            limit :limit
            """);

    private Points() {}

    static List<ActivityPoint> read(
            Snapshot snapshot, long[] accountIds, TimeBuckets buckets, boolean days, boolean byAccount)
            throws SQLException {
        var binds = new Binds()
                .with("account_ids", accountIds)
                .with("starts", buckets.starts().toArray(Instant[]::new))
                .with("start", buckets.span().start())
                .with("end", buckets.span().end())
                .with("first_day", buckets.span().firstDay())
                .with("last_day", buckets.span().lastDay())
                .with("by_account", byAccount)
                .with("limit", MAX_COUNT + 1);
        var quarterHours = byAccount ? QUARTER_HOURS_BY_ACCOUNT : QUARTER_HOURS;
        var points = snapshot.list(days ? DAYS : quarterHours, binds, row -> point(row, buckets));
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
        return points;
    }

    private static ActivityPoint point(Row row, TimeBuckets buckets) throws SQLException {
        var start = buckets.starts().get(row.reference("bucket") - 1);
        return ActivityPoint.newBuilder()
                .setStartTime(Times.timestamp(start))
                .setAccountId(row.isNull("account_id") ? "" : AccountIds.format(row.number("account_id")))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"))
                .build();
    }
}
