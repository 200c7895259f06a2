package dev.trailtally.report.organization;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Partitions;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListAccountServicesResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.PageToken;
import dev.trailtally.server.database.MessageRow;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ListAccountServices: how often each service was called in each account. */
@Singleton
public final class AccountServiceList {

    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;
    private static final int MAX_FILTERS = 200;

    // One account after the other, in order, until the page is full.
    private static final Sql CELLS = new Sql("""
            with asked as (
              select account_id
              from unnest(:account_ids::bigint[]) as asked (account_id)
              where account_id >= :last_account_id
              order by account_id
            )
            select lpad(asked.account_id::text, 12, '0') as account_id, cell.*
            from asked
            cross join lateral (
              select
                source.event_source collate "C" as event_source,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from (
                select event_source_ref, event_count, failed_count, first_event_time, last_event_time
                from all_service_month
                where all_service_month.account_id = asked.account_id
                and category = any(:categories)
                and month >= :first_month
                and month < :end_month
                union all
                select event_source_ref, event_count, failed_count, first_event_time, last_event_time
                from all_service_day
                where all_service_day.account_id = asked.account_id
                and category = any(:categories)
                and day = any(:days)
              ) bucket
              join event_source source on source.id = event_source_ref
              where :patterns::text[] is null
              or lower(source.event_source) like any(:patterns)
              group by source.event_source
            ) cell
            where asked.account_id > :last_account_id
            or cell.event_source > :last_event_source
            order by asked.account_id, cell.event_source
            limit :limit
            """);

    private final Snapshots snapshots;

    AccountServiceList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListAccountServicesResponse list(ListAccountServicesRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var asked = request.hasPartition()
                ? Partitions.interval(request.getPartition())
                : AskedInterval.of(request.getInterval()).checkWholeDays();
        var services = Fields.texts("services", request.getServicesList(), MAX_FILTERS);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var categories = CountedCategories.of(request.getCategoriesList(), request.getCategoriesValueList());
        var page = page(PageToken.key(request, 2), pageSize)
                .with("patterns", patterns(services))
                .with("categories", categories.numbers());
        return snapshots.read(snapshot -> {
            var organization = Organization.of(snapshot, accounts);
            var days = OrganizationDays.of(organization, asked);
            var response = ListAccountServicesResponse.newBuilder()
                    .setScope(organization.scope(days == null ? null : days.span()));
            if (days == null) {
                return response.build();
            }
            var binds = new Binds().withAll(days.binds()).withAll(page).with("account_ids", organization.accountIds());
            var cell = MessageRow.of(AccountService.getDefaultInstance());
            snapshot.list(
                    CELLS,
                    binds,
                    row -> response.addAccountServices(cell.read(row.columns()).toBuilder()
                            .setAccountName(organization.name(row.number("account_id")))));
            return cut(response, pageSize, request);
        });
    }

    private static Binds page(@Nullable List<String> key, int pageSize) {
        return new Binds()
                .with("last_account_id", key == null ? -1L : AccountIds.parse("page_token", key.getFirst()))
                .with("last_event_source", key == null ? "" : key.getLast())
                .with("limit", pageSize + 1);
    }

    private static String @Nullable [] patterns(String[] services) {
        return services.length == 0
                ? null
                : Arrays.stream(services).map(NamePattern::ofService).toArray(String[]::new);
    }

    private static ListAccountServicesResponse cut(
            ListAccountServicesResponse.Builder response, int pageSize, ListAccountServicesRequest request) {
        if (response.getAccountServicesCount() > pageSize) {
            var last = response.removeAccountServices(pageSize).getAccountServices(pageSize - 1);
            response.setNextPageToken(PageToken.after(request, List.of(last.getAccountId(), last.getEventSource())));
        }
        return response.build();
    }
}
