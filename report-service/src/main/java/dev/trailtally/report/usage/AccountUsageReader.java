package dev.trailtally.report.usage;

import dev.trailtally.report.account.AccountStatuses;
import dev.trailtally.report.account.Scopes;
import dev.trailtally.report.bucket.BucketSql;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ServiceUsage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the usage of one account: what was observed, then the rows in one statement. */
final class AccountUsageReader {

    private static final Sql REGION_REFS = new Sql("""
            select id
            from region
            where lower(region) like any(:patterns)
            """);

    private static final Sql ACTION_REFS = new Sql("""
            select id
            from action
            where lower(event_source) like any(:patterns)
            """);

    private static final String EVENTS = """
              union all
              select region_ref, action_ref, error_code_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and is_call(category)
              and day = :head_day
              and segment_last_event_time >= :head_start
              and segment_first_event_time < :head_end
              and event_time >= :head_start
              and event_time < :head_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :head_day
                and rolled_up_at is null
              )
              union all
              select region_ref, action_ref, error_code_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and is_call(category)
              and day = :tail_day
              and segment_last_event_time >= :tail_start
              and segment_first_event_time < :tail_end
              and event_time >= :tail_start
              and event_time < :tail_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :tail_day
                and rolled_up_at is null
              )
            """;

    private static final BucketSql USAGE = BucketSql.of("""
            with bucket as (
              select region_ref, action_ref, error_code_ref, event_count, failed_count, first_event_time, last_event_time
              from usage_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select region_ref, action_ref, error_code_ref, event_count, failed_count, first_event_time, last_event_time
              from usage_day
              where account_id = :account_id
              and day = any(:days)
              %s
            ),
            usage as (
              select
                case when :group_by_region then region_ref else 0 end as region_ref,
                action_ref,
                error_code_ref,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from bucket
              where (:region_refs::bigint[] is null or region_ref = any(:region_refs))
              and (:action_refs::bigint[] is null or action_ref = any(:action_refs))
              group by 1, 2, 3
            ),
            line as materialized (
              select
                region.region collate "C" as region,
                action.event_source collate "C" as event_source,
                action.event_name collate "C" as event_name,
                error_code.error_code collate "C" as error_code,
                usage.event_count,
                usage.failed_count,
                usage.first_event_time,
                usage.last_event_time
              from usage
              join region on region.id = usage.region_ref
              join action on action.id = usage.action_ref
              join error_code on error_code.id = usage.error_code_ref
            )
            select total.total_row_count, total.total_event_count, total.total_failed_count, page.*
            from (
              select
                count(*) as total_row_count,
                coalesce(sum(event_count), 0)::bigint as total_event_count,
                coalesce(sum(failed_count), 0)::bigint as total_failed_count
              from line
            ) total
            left join (
              select *
              from line
              where not :resumed
              or (region, event_source, event_name, error_code)
                > (:last_region, :last_event_source, :last_event_name, :last_error_code)
              order by region, event_source, event_name, error_code
              limit :limit
            ) page on true
            order by page.region, page.event_source, page.event_name, page.error_code
            """, EVENTS, "");

    private AccountUsageReader() {}

    /** At most {@code limit} rows after the key of the last row of a page; null for the first page. */
    static AccountUsage read(Snapshot snapshot, long accountId, AskedUsage asked, @Nullable UsageKey after, int limit)
            throws SQLException {
        var status = AccountStatuses.of(snapshot, accountId);
        var observed = asked.period().within(status.firstEventTime(), status.lastEventTime());
        var scope = Scopes.of(snapshot, status, observed);
        if (observed == null) {
            return new AccountUsage(scope, List.of(), 0, 0, 0);
        }
        var plan = ReadPlanner.plan(snapshot, status, observed);
        var binds = new Binds()
                .withAll(plan.binds())
                .withAll((after == null ? UsageKey.FIRST : after).binds())
                .with("resumed", after != null)
                .with("limit", limit)
                .with("account_id", accountId)
                .with("group_by_region", asked.groupByRegion())
                .withReferences("region_refs", regionRefs(snapshot, asked.regions()))
                .withReferences("action_refs", actionRefs(snapshot, asked.services()));
        var totals = new long[3];
        var rows = new ArrayList<ServiceUsage>();
        snapshot.list(USAGE.of(plan), binds, row -> add(totals, rows, row));
        return new AccountUsage(scope, rows, totals[0], totals[1], totals[2]);
    }

    private static @Nullable List<Long> regionRefs(Snapshot snapshot, List<String> regions) throws SQLException {
        return references(snapshot, REGION_REFS, regions, NamePattern::ofLowerCase);
    }

    private static @Nullable List<Long> actionRefs(Snapshot snapshot, List<String> services) throws SQLException {
        return references(snapshot, ACTION_REFS, services, NamePattern::ofService);
    }

    private static @Nullable List<Long> references(
            Snapshot snapshot, Sql sql, List<String> names, UnaryOperator<String> pattern) throws SQLException {
        if (names.isEmpty()) {
            return null;
        }
        var patterns = names.stream().map(pattern).toArray(String[]::new);
        return snapshot.references(sql, new Binds().with("patterns", patterns));
    }

    // If there are no rows, one row has only the totals.
    private static boolean add(long[] totals, List<ServiceUsage> rows, Row row) throws SQLException {
        totals[0] = row.number("total_row_count");
        totals[1] = row.number("total_event_count");
        totals[2] = row.number("total_failed_count");
        return !row.isNull("event_count") && rows.add(message(row));
    }

    private static ServiceUsage message(Row row) throws SQLException {
        return ServiceUsage.newBuilder()
                .setRegion(row.text("region"))
                .setEventSource(row.text("event_source"))
                .setEventName(row.text("event_name"))
                .setErrorCode(row.text("error_code"))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"))
                .setFirstEventTime(Times.timestamp(row.time("first_event_time")))
                .setLastEventTime(Times.timestamp(row.time("last_event_time")))
                .build();
    }
}
