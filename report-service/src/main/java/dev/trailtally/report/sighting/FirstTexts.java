package dev.trailtally.report.sighting;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.Sighting;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** First sightings of texts that no dictionary has: rollups have them by day. */
final class FirstTexts {

    private static final LocalDate END_OF_TIME = LocalDate.of(9999, 12, 31);

    // The candidates are sorted first, and looked up until the page is full. Most are not new: the first row of earlier
    // days
    // that has one ends the search, and is not taken apart.
    private static final Sql FIRST_OF_DAYS = new Sql("""
            select candidate.number, candidate.account_id, candidate.value, ever.*
            from (
              select
                asked.kind, asked.number, account_id, text_key as value, min(first_event_time) as first_event_time
              from unnest(:kinds::text[], :numbers::integer[]) as asked (kind, number)
              join text_day on family = asked.kind
              where account_id = any(:account_ids)
              and day >= :from_day
              and day < :until_day
              group by asked.kind, asked.number, account_id, text_key
              having min(first_event_time) between :since_time and :last_time
              and (
                min(first_event_time) < :last_time
                or (account_id, asked.number, text_key) > (:last_account_id, :last_number, :last_value)
              )
              order by first_event_time desc, account_id, asked.number, value
              offset 0
            ) candidate
            cross join lateral (
              select
              where not exists (
                select
                from rollup
                where has_text(text_keys, candidate.value)
                and family = candidate.kind
                and grain = 'day'
                and bucket < :from_day
                and is_call(category)
                and (rollup.account_id = candidate.account_id or :new_to_all_accounts)
                and rollup.account_id = any(:account_ids)
              )
              offset 0
            ) unseen
            cross join lateral (
              select
                sum(event_count) filter (where text_day.account_id = candidate.account_id)::bigint as event_count,
                sum(failed_count) filter (where text_day.account_id = candidate.account_id)::bigint as failed_count,
                min(first_event_time) filter (where text_day.account_id = candidate.account_id) as first_event_time,
                max(last_event_time) filter (where text_day.account_id = candidate.account_id) as last_event_time,
                min(first_event_time) as first_anywhere
              from text_day
              where has_text(text_keys, candidate.value)
              and text_key = candidate.value
              and family = candidate.kind
              and (text_day.account_id = candidate.account_id or :new_to_all_accounts)
              and account_id = any(:account_ids)
              offset 0
            ) ever
            where ever.first_event_time = candidate.first_event_time
            and ever.first_anywhere >= candidate.first_event_time
            order by candidate.first_event_time desc, candidate.account_id, candidate.number, candidate.value
            limit :limit
            """);

    private FirstTexts() {}

    /**
     * Of the newest days first, then of ever more days before, until there are enough.
     *
     * @param known from the first event to the last one
     */
    static List<Sighting> list(
            Snapshot snapshot,
            Binds binds,
            FirstSightingKey after,
            Span known,
            Instant since,
            int limit,
            Row.Reader<Sighting> reader)
            throws SQLException {
        var found = new ArrayList<Sighting>();
        var sinceDay = Span.dayOf(since);
        var lastDay = Span.dayOf(after.firstEventTime());
        var until = lastDay.isBefore(END_OF_TIME) ? lastDay.plusDays(1) : END_OF_TIME;
        var from = lastDay.isBefore(known.lastDay()) ? lastDay : known.lastDay();
        for (int days = 1; found.size() < limit && sinceDay.isBefore(until); days *= 2) {
            if (from.isBefore(sinceDay)) {
                from = sinceDay;
            }
            var window = binds.with("from_day", from).with("until_day", until).with("limit", limit - found.size());
            found.addAll(snapshot.list(FIRST_OF_DAYS, window, reader));
            until = from;
            from = from.minusDays(days);
        }
        return found;
    }
}
