package dev.trailtally.report.usage;

import dev.trailtally.report.account.Scopes;
import dev.trailtally.report.account.Standings;
import dev.trailtally.report.bucket.ReadPlanner;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.request.PageToken;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListServiceUsageResponse;
import dev.trailtally.report.v1.ServiceUsage;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ListServiceUsage: how often each action was called, by event source, event name and error code. */
@Singleton
public final class UsageReport {

    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;
    private static final int MAX_FILTERS = 200;
    private static final List<String> FIRST_KEY = List.of("", "", "", "");

    private static final Sql REGION_REFS = new Sql("""
            select id
            from region
            where region = any(:regions)
            """);

    private static final Sql ACTION_REFS = new Sql("""
            select id
            from action
            where event_source like any(:patterns)
            """);

    private static final Sql USAGE = new Sql("""
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
              union all
              select region_ref, action_ref, error_code_ref, event_count, failed_count, first_event_time, last_event_time
              from usage_hour
              where account_id = :account_id
              and hour = any(:hours)
              union all
              select region_ref, action_ref, error_code_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
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
              and event_time >= :tail_start
              and event_time < :tail_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :tail_day
                and rolled_up_at is null
              )
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
              where (:region_refs::integer[] is null or region_ref = any(:region_refs))
              and (:action_refs::integer[] is null or action_ref = any(:action_refs))
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
            select total.total_row_count, total.total_event_count, page.*
            from (
              select count(*) as total_row_count, coalesce(sum(event_count), 0)::bigint as total_event_count
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
            """);

    private final Snapshots snapshots;

    UsageReport(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListServiceUsageResponse list(ListServiceUsageRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var asked = UsagePeriod.of(request);
        var regions = Fields.texts("regions", request.getRegionsList(), MAX_FILTERS);
        var services = Fields.texts("services", request.getServicesList(), MAX_FILTERS);
        int pageSize = Fields.number("page_size", request.getPageSize(), DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var key = PageToken.key(request, FIRST_KEY.size());
        return snapshots.read(snapshot -> {
            var standing = Standings.of(snapshot, accountId);
            var observed = asked.within(standing.firstEventTime(), standing.lastEventTime());
            var response = ListServiceUsageResponse.newBuilder().setScope(Scopes.of(snapshot, standing, observed));
            if (observed == null) {
                return response.build();
            }
            var binds = new Binds()
                    .withAll(ReadPlanner.plan(snapshot, standing, observed).binds())
                    .withAll(page(key, pageSize))
                    .with("account_id", accountId)
                    .with("group_by_region", request.getGroupByRegion())
                    .withReferences("region_refs", regionRefs(snapshot, regions))
                    .withReferences("action_refs", actionRefs(snapshot, services));
            snapshot.list(USAGE, binds, row -> add(response, row));
            return cut(response, pageSize, request).build();
        });
    }

    private static Binds page(@Nullable List<String> key, int pageSize) {
        var last = key == null ? FIRST_KEY : key;
        return new Binds()
                .with("resumed", key != null)
                .with("last_region", last.get(0))
                .with("last_event_source", last.get(1))
                .with("last_event_name", last.get(2))
                .with("last_error_code", last.get(3))
                .with("limit", pageSize + 1);
    }

    private static @Nullable List<Integer> regionRefs(Snapshot snapshot, String[] regions) throws SQLException {
        return regions.length == 0 ? null : snapshot.references(REGION_REFS, new Binds().with("regions", regions));
    }

    private static @Nullable List<Integer> actionRefs(Snapshot snapshot, String[] services) throws SQLException {
        if (services.length == 0) {
            return null;
        }
        var patterns = Arrays.stream(services).map(NamePattern::ofService).toArray(String[]::new);
        return snapshot.references(ACTION_REFS, new Binds().with("patterns", patterns));
    }

    private static ListServiceUsageResponse.Builder add(ListServiceUsageResponse.Builder response, Row row)
            throws SQLException {
        response.setTotalRowCount(row.number("total_row_count")).setTotalEventCount(row.number("total_event_count"));
        if (row.isNull("event_count")) {
            return response; // the totals alone: there are no rows
        }
        return response.addServiceUsage(ServiceUsage.newBuilder()
                .setRegion(row.text("region"))
                .setEventSource(row.text("event_source"))
                .setEventName(row.text("event_name"))
                .setErrorCode(row.text("error_code"))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"))
                .setFirstEventTime(Times.timestamp(row.time("first_event_time")))
                .setLastEventTime(Times.timestamp(row.time("last_event_time"))));
    }

    // The row beyond the page only tells that there is another page.
    private static ListServiceUsageResponse.Builder cut(
            ListServiceUsageResponse.Builder response, int pageSize, ListServiceUsageRequest request) {
        if (response.getServiceUsageCount() <= pageSize) {
            return response;
        }
        var last = response.removeServiceUsage(pageSize).getServiceUsage(pageSize - 1);
        return response.setNextPageToken(PageToken.after(
                request, List.of(last.getRegion(), last.getEventSource(), last.getEventName(), last.getErrorCode())));
    }
}
