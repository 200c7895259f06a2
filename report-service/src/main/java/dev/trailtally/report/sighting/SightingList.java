package dev.trailtally.report.sighting;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.organization.Organization;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.ListSightingsResponse;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.BoundedPage;
import dev.trailtally.rpc.PageToken;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ListSightings: where a source IP address, access key, session or user agent was seen. */
@Singleton
public final class SightingList {

    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;

    // Only the dictionary of the kind is read; a name without a wildcard is looked up in an index.
    private static final Sql SIGHTINGS = new Sql("""
            with asked as (
              select id, source_ip_address as text
              from source_ip
              where :kind = 'source_ip'
              and source_ip_address like :pattern
              union all
              select id, source_ip_address
              from source_ip
              where :kind = 'source_ip'
              and address <<= :block::inet
              union all
              select id, user_agent
              from user_agent
              where :kind = 'user_agent'
              and user_agent like :pattern
              union all
              select id, principal_key
              from principal_key
              where :kind = 'principal'
              and principal_key like :pattern
              union all
              select id, event_source
              from event_source
              where :kind = 'event_source'
              and lower(event_source) like :pattern
              union all
              select id, region
              from region
              where :kind = 'region'
              and lower(region) like :pattern
            ),
            seen as materialized (
              select
                account_id, text collate "C" as value, event_count, failed_count, first_event_time, last_event_time
              from asked
              join sighting on value_ref = id
              where kind = :kind
              and account_id = any(:account_ids)
              union all
              select
                account_id, text_key, sum(event_count)::bigint, sum(failed_count)::bigint, min(first_event_time),
                max(last_event_time)
              from text_day
              where :kind in ('access_key', 'session')
              and family = :kind
              and (:name::text is null or has_text(text_keys, :name::text))
              and text_key like :pattern
              and account_id = any(:account_ids)
              group by account_id, text_key
            ),
            shared as (
              select s.event_count
              from asked
              join shared_count s on s.family = :kind and s.key_1 = id
              where s.account_id = any(:account_ids)
              and s.grain = 'all'
              and exists (select from unnest(s.preceding_account_ids) p (account_id) where p.account_id = any(:account_ids))
              union all
              select s.event_count
              from shared_count s
              where :kind in ('access_key', 'session')
              and s.account_id = any(:account_ids)
              and s.family = :kind
              and s.grain = 'all'
              and s.text_key like :pattern
              and exists (select from unnest(s.preceding_account_ids) p (account_id) where p.account_id = any(:account_ids))
            )
            select total.*, shared.*, page.*
            from (
              select
                count(distinct account_id) as total_account_count,
                coalesce(sum(event_count), 0)::bigint as total_event_count
              from seen
            ) total
            cross join (
              select coalesce(sum(event_count), 0)::bigint as shared_event_count
              from shared
            ) shared
            left join (
              select *
              from seen
              where (account_id, value) > (:last_account_id, :last_value)
              order by account_id, value
              limit :limit
            ) page on true
            order by page.account_id, page.value
            """);

    private final Snapshots snapshots;

    SightingList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListSightingsResponse list(ListSightingsRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var value = SoughtValue.of(request);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var after = after(PageToken.key(request, 2));
        return snapshots.read(snapshot -> {
            var organization = Organization.of(snapshot, accounts);
            var binds = new Binds()
                    .withAll(value.binds())
                    .withAll(after)
                    .with("account_ids", organization.accountIds())
                    .with("limit", pageSize + 1);
            var response = ListSightingsResponse.newBuilder()
                    .setScope(organization.scope(organization.observed(AskedInterval.ABSENT)));
            var page = new BoundedPage<Sighting>(pageSize);
            snapshot.list(SIGHTINGS, binds, row -> {
                response.setTotalAccountCount(row.number("total_account_count"))
                        .setTotalEventCount(row.number("total_event_count") - row.number("shared_event_count"))
                        .setSharedEventCount(row.number("shared_event_count"));
                // If the page has no sightings, one row has only the totals.
                return !row.isNull("account_id") && page.add(SightingRows.sighting(organization, value.kind(), row));
            });
            return response.addAllSightings(page.messages())
                    .setNextPageToken(
                            page.nextPageToken(request, last -> List.of(last.getAccountId(), last.getValue())))
                    .build();
        });
    }

    private static Binds after(@Nullable List<String> key) {
        return new Binds()
                .with("last_account_id", key == null ? -1L : AccountIds.parse("page_token", key.getFirst()))
                .with("last_value", key == null ? "" : key.getLast());
    }
}
