package dev.trailtally.report.account;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Query;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the status of accounts: one statement for all, and a second one if LookupEvents is not fully read. */
public final class AccountStatuses {

    // Objects of one account and state lie side by side in log_object_trouble_idx by time: the first is a probe, and a
    // count stops at "more than 10,000", however many objects a scan has listed.
    private static final Sql STATUS = Sql.plannedOnce("""
            select
              asked.account_id,
              account.account_id is not null or rollup.account_id is not null as known,
              account.account_name,
              coalesce(rollup.event_count, 0) as event_count,
              coalesce(rollup.failed_count, 0) as failed_count,
              rollup.first_event_time,
              rollup.last_event_time,
              listing.last_listing_time,
              pending.pending_event_count,
              pending.first_pending_event_time,
              pending.last_pending_event_time,
              trouble.pending_object_count,
              trouble.unreadable_object_count,
              unattributed.unattributed_unreadable_object_count,
              least(trouble.first_troubled_object_time, unattributed.first_pending_object_time)
                as first_troubled_object_time,
              trouble.undated_objects or unattributed.undated_objects as undated_objects,
              lookup.covered_region_count,
              lookup.covered_from,
              lookup.covered_until,
              lookup.unread_lookups,
              case when isfinite(retention.raw_events_from) then retention.raw_events_from end as raw_events_from
            from unnest(:account_ids::bigint[]) as asked (account_id)
            left join account on account.account_id = asked.account_id
            left join rollup_account rollup on rollup.account_id = asked.account_id
            cross join retention
            cross join lateral (
              select max(listed_at) as last_listing_time
              from coverage
              where coverage.account_id = asked.account_id
            ) listing
            cross join lateral (
              select
                coalesce(sum(ledger.event_count), 0)::bigint as pending_event_count,
                min(ledger.first_event_time) as first_pending_event_time,
                max(ledger.last_event_time) as last_pending_event_time
              from ledger
              where ledger.account_id = asked.account_id
              and rolled_up_at is null
            ) pending
            cross join lateral (
              select
                (
                  select count(*)
                  from (
                    select
                    from log_object
                    where log_object.account_id = asked.account_id
                    and state = 'pending'
                    limit :max_object_count
                  ) counted
                ) as pending_object_count,
                (
                  select count(*)
                  from (
                    select
                    from log_object
                    where log_object.account_id = asked.account_id
                    and state = 'unreadable'
                    limit :max_object_count
                  ) counted
                ) as unreadable_object_count,
                least(
                  (
                    select object_time
                    from log_object
                    where log_object.account_id = asked.account_id
                    and state = 'pending'
                    and object_time is not null
                    order by account_id, state, object_time
                    limit 1
                  ),
                  (
                    select object_time
                    from log_object
                    where log_object.account_id = asked.account_id
                    and state = 'unreadable'
                    and object_time is not null
                    order by account_id, state, object_time
                    limit 1
                  )
                ) as first_troubled_object_time,
                exists (
                  select
                  from log_object
                  where log_object.account_id = asked.account_id
                  and state = 'pending'
                  and object_time is null
                ) or exists (
                  select
                  from log_object
                  where log_object.account_id = asked.account_id
                  and state = 'unreadable'
                  and object_time is null
                ) as undated_objects
            ) trouble
            cross join (
              select
                (
                  select count(*)
                  from (
                    select
                    from log_object
                    where account_id is null
                    and state = 'unreadable'
                    limit :max_object_count
                  ) counted
                ) as unattributed_unreadable_object_count,
                (
                  select object_time
                  from log_object
                  where account_id is null
                  and state = 'pending'
                  and object_time is not null
                  order by account_id, state, object_time
                  limit 1
                ) as first_pending_object_time,
                exists (
                  select
                  from log_object
                  where account_id is null
                  and state = 'pending'
                  and object_time is null
                ) as undated_objects
            ) unattributed
            cross join lateral (
              select
                count(*) as covered_region_count,
                min(lower(covered)) as covered_from,
                date_trunc('second', min(upper(covered))) as covered_until,
                exists (
                  select
                  from scan_unit
                  where scan_unit.account_id = asked.account_id
                  and state <> 'complete'
                  and whole
                ) as unread_lookups
              from lookup_coverage
              where lookup_coverage.account_id = asked.account_id
            ) lookup
            order by asked.account_id
            """);

    private static final Sql PAGE = new Sql("""
            select account_id
            from (
              select account_id from account
              union
              select account_id from rollup_account
            ) known
            where account_id > :after
            and (:account_ids::bigint[] is null or account_id = any(:account_ids))
            order by account_id
            limit :limit
            """);

    private static final Sql HIDDEN = new Sql("""
            select count(*) as hidden_count
            from (
              select account_id from account
              union
              select account_id from rollup_account
            ) known
            where account_id <> all(:visible_ids::bigint[])
            """);

    private AccountStatuses() {}

    /** Reports what each account lacks, but not how much. */
    public static List<AccountStatus> inBrief(Snapshot snapshot, long[] accountIds) throws SQLException {
        var rows = new ArrayList<AccountStatus>();
        snapshot.together(List.of(query(accountIds, 1, rows)));
        return withGaps(snapshot, rows, 1);
    }

    static Query query(long[] accountIds, int maxObjectCount, List<AccountStatus> rows) {
        return new Query(
                STATUS,
                new Binds().with("account_ids", accountIds).with("max_object_count", maxObjectCount),
                row -> rows.add(AccountStatus.of(row)));
    }

    static List<AccountStatus> withGaps(Snapshot snapshot, List<AccountStatus> statuses, int maxGaps)
            throws SQLException {
        var unread = statuses.stream()
                .filter(status -> status.lookups().unread())
                .mapToLong(AccountStatus::accountId)
                .toArray();
        if (unread.length == 0) {
            return statuses;
        }
        var gaps = LookupGaps.of(snapshot, unread, maxGaps);
        return statuses.stream()
                .map(status -> status.with(gaps.getOrDefault(status.accountId(), LookupGaps.NONE)))
                .toList();
    }

    /** How many known accounts there are that the caller may not see. */
    public static long hiddenCount(Snapshot snapshot) throws SQLException {
        var visible = snapshot.visible().ids();
        return visible == null
                ? 0
                : snapshot.list(HIDDEN, new Binds().with("visible_ids", visible), row -> row.number("hidden_count"))
                        .getFirst();
    }

    /** Known accounts after an id that the caller may see: all of them, or the given ones if any are given. */
    static long[] page(Snapshot snapshot, long[] accountIds, long after, int limit) throws SQLException {
        var visible = snapshot.visible();
        var binds = new Binds()
                .with("account_ids", accountIds.length == 0 ? visible.ids() : visible.among(accountIds))
                .with("after", after)
                .with("limit", limit);
        return snapshot.list(PAGE, binds, row -> row.number("account_id")).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }
}
