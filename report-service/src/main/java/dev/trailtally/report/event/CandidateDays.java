package dev.trailtally.report.event;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The UTC days that may hold matching events, in the order of the request: those whose day rollups know every given
 * filter, and those with events that these do not count: not rolled up yet, or no calls. Other days are skipped, however
 * long the interval.
 */
final class CandidateDays {

    // Small steps save probes, large steps save round trips; a page is usually full after a few days.
    private static final int CHUNK = 16;

    private static final Sql OF_ACCOUNT = new Sql("""
            with candidate as (
              select day
              from (
                select account_day.day
                from account_day
                where account_id = :account_id
                and day >= :first_day
                and day <= :last_day
                and (
                  :action_refs::bigint[] is null
                  and :error_code_refs::bigint[] is null
                  and :region_refs::bigint[] is null
                  and not :any_error_code
                  or exists (
                    select
                    from usage_day
                    where usage_day.account_id = :account_id
                    and usage_day.day = account_day.day
                    and (:action_refs::bigint[] is null or action_ref = any(:action_refs))
                    and (:error_code_refs::bigint[] is null or error_code_ref = any(:error_code_refs))
                    and (:region_refs::bigint[] is null or region_ref = any(:region_refs))
                    and (not :any_error_code or error_code_ref <> 0)
                  )
                )
                and (
                  :principal_refs::bigint[] is null
                  or exists (
                    select
                    from principal_call_day
                    where principal_call_day.account_id = :account_id
                    and principal_call_day.day = account_day.day
                    and principal_ref = any(:principal_refs)
                    and (:action_refs::bigint[] is null or action_ref = any(:action_refs))
                    and (:error_code_refs::bigint[] is null or error_code_ref = any(:error_code_refs))
                  )
                )
                and (
                  :source_ip_refs::bigint[] is null
                  or exists (
                    select
                    from principal_origin_day
                    where principal_origin_day.account_id = :account_id
                    and principal_origin_day.day = account_day.day
                    and source_ip_ref = any(:source_ip_refs)
                    and (:principal_refs::bigint[] is null or principal_ref = any(:principal_refs))
                  )
                )
                and (
                  :access_key::text is null
                  or exists (
                    select
                    from access_key_day
                    where access_key_day.account_id = :account_id
                    and access_key_day.day = account_day.day
                    and access_key_id like :access_key
                    and (:principal_refs::bigint[] is null or principal_ref = any(:principal_refs))
                  )
                )
                and (
                  :categories::bigint[] is null
                  or exists (
                    select
                    from category_day
                    where category_day.account_id = :account_id
                    and category_day.day = account_day.day
                    and category = any(:categories)
                  )
                )
                union
                select day
                from category_day
                where account_id = :account_id
                and day >= :first_day
                and day <= :last_day
                and not is_call(category)
                and (:categories::bigint[] is null or category = any(:categories))
                union
                select day
                from ledger
                where account_id = :account_id
                and day >= :first_day
                and day <= :last_day
                and rolled_up_at is null
              ) stored
              order by case when :newest_first then day end desc, day
              limit :limit
            )
            select
              candidate.day,
              array[:account_id::bigint] as account_ids,
              least(greatest(key_use.first_event_time, principal_use.first_event_time), other.first_event_time)
                as first_event_time,
              greatest(least(key_use.last_event_time, principal_use.last_event_time), other.last_event_time)
                as last_event_time
            from candidate
            cross join lateral (
              select min(first_event_time) as first_event_time, max(last_event_time) as last_event_time
              from access_key_day
              where account_id = :account_id
              and day = candidate.day
              and (:access_key_name::text is null or has_text(text_keys, :access_key_name::text))
              and access_key_id like :access_key
              and (:principal_refs::bigint[] is null or principal_ref = any(:principal_refs))
            ) key_use
            cross join lateral (
              select min(first_event_time) as first_event_time, max(last_event_time) as last_event_time
              from principal_call_day
              where account_id = :account_id
              and day = candidate.day
              and principal_ref = any(:principal_refs)
              and (:action_refs::bigint[] is null or action_ref = any(:action_refs))
              and (:error_code_refs::bigint[] is null or error_code_ref = any(:error_code_refs))
            ) principal_use
            cross join lateral (
              select min(first_event_time) as first_event_time, max(last_event_time) as last_event_time
              from (
                select first_event_time, last_event_time
                from ledger
                where account_id = :account_id
                and day = candidate.day
                and rolled_up_at is null
                union all
                select first_event_time, last_event_time
                from category_day
                where account_id = :account_id
                and day = candidate.day
                and not is_call(category)
              ) unfiltered
              where :access_key::text is not null
              or :principal_refs::bigint[] is not null
            ) other
            order by case when :newest_first then candidate.day end desc, candidate.day
            """);

    // Events not rolled up yet and those that are no calls count only in accounts in which the key was seen: during a
    // backfill, every account has some. "offset 0" has each account's days found by its key, whatever the statistics
    // say: a merge join would take apart the rollups of all accounts.
    private static final Sql OF_ACCESS_KEY = new Sql("""
            with seen as materialized (
              select account_id
              from rollup
              where :access_key_name::text is not null
              and family = 'access_key'
              and grain = 'day'
              and has_text(text_keys, :access_key_name::text)
              and is_call(category)
              and (:visible_ids::bigint[] is null or account_id = any(:visible_ids))
              union
              select account_id
              from access_key_day
              where :access_key_name::text is null
              and access_key_id like :access_key
              and (:visible_ids::bigint[] is null or account_id = any(:visible_ids))
            )
            select
              day,
              array_agg(distinct account_id) as account_ids,
              min(first_event_time) as first_event_time,
              max(last_event_time) as last_event_time
            from (
              select day, account_id, first_event_time, last_event_time
              from access_key_day
              where (:access_key_name::text is null or has_text(text_keys, :access_key_name::text))
              and access_key_id like :access_key
              and (:visible_ids::bigint[] is null or account_id = any(:visible_ids))
              and day >= :first_day
              and day <= :last_day
              and (:principal_refs::bigint[] is null or principal_ref = any(:principal_refs))
              union all
              select day, account_id, first_event_time, last_event_time
              from ledger
              where rolled_up_at is null
              and account_id in (select account_id from seen)
              and day >= :first_day
              and day <= :last_day
              union all
              select other.day, seen.account_id, other.first_event_time, other.last_event_time
              from seen
              cross join lateral (
                select day, first_event_time, last_event_time
                from category_day
                where category_day.account_id = seen.account_id
                and day >= :first_day
                and day <= :last_day
                and not is_call(category)
                and (:categories::bigint[] is null or category = any(:categories))
                offset 0
              ) other
            ) candidate
            group by day
            order by case when :newest_first then day end desc, day
            limit :limit
            """);

    private CandidateDays() {}

    /** A day, the accounts to search, and the part of the day in which a filter can match. */
    record CandidateDay(LocalDate day, List<Long> accountIds, Span part) {

        private static CandidateDay of(Row row) throws SQLException {
            var day = row.day("day");
            return new CandidateDay(
                    day,
                    row.numbers("account_ids"),
                    part(Span.of(day), row.timeOrNull("first_event_time"), row.timeOrNull("last_event_time")));
        }

        // Unknown if neither an access key nor a principal is requested; the two may have nothing in common.
        private static Span part(Span day, @Nullable Instant first, @Nullable Instant last) {
            if (first == null || last == null) {
                return day;
            }
            return last.isBefore(first) ? Span.EMPTY : new Span(first, last.plusSeconds(1)).intersect(day);
        }
    }

    /** The next days within the interval; empty if there are no more. */
    static List<CandidateDay> next(Snapshot snapshot, Binds filter, @Nullable Long accountId, Span span)
            throws SQLException {
        if (span.isEmpty()) {
            return List.of();
        }
        var binds = new Binds()
                .withAll(filter)
                .with("account_id", accountId)
                .with("visible_ids", snapshot.visible().ids())
                .with("first_day", span.firstDay())
                .with("last_day", span.lastDay())
                .with("limit", CHUNK);
        return snapshot.list(accountId == null ? OF_ACCESS_KEY : OF_ACCOUNT, binds, CandidateDay::of);
    }
}
