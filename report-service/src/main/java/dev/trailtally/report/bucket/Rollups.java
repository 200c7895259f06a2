package dev.trailtally.report.bucket;

import static java.util.Objects.requireNonNull;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.KnownRows;
import dev.trailtally.report.snapshot.KnownRows.Kept;
import dev.trailtally.report.snapshot.KnownRows.Source;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads rollups, and the events at the ends of an interval. */
@Singleton
public final class Rollups {

    // As view unsettled_rollup, but found by the accounts.
    private static final String ROWS = """
            from (
              select *
              from rollup
              where account_id = any(:account_ids)
              and grain = 'month'
              and family = any(:families)
              and bucket >= :first_month
              and bucket < :end_month
              union all
              select r.*
              from rollup_account a
              join rollup r
                on r.account_id = a.account_id
                and r.grain = 'day'
                and r.bucket >= a.unsettled_from
                and r.run > a.settled_run
              where a.account_id = any(:account_ids)
              and r.family = any(:families)
              and r.bucket >= :first_month
              and r.bucket < :end_month
              union all
              select *
              from rollup
              where account_id = any(:account_ids)
              and grain = 'day'
              and family = any(:families)
              and bucket = any(:days)
            ) r
            where category = any(:categories)
            """;

    private static final String IDS = """
            select
              array_send(coalesce(array_agg(row_id), '{}')) as row_ids,
              pg_postmaster_start_time()::text as server_started
            """;

    // Found by hash: "= any" would compare each row with all ids. "is true" keeps it from becoming a join.
    private static final String WANTED = "and (row_id in (select unnest(:row_ids::bigint[]))) is true";

    // Arrays travel as they are, and are added up here: taking them apart in the database costs five times as much.
    private static final Source<RollupRow> ROLLUPS = source(RollupRow.class, """
            select
              row_id,
              account_id,
              family,
              grain = 'month' as monthly,
              bucket,
              event_count,
              failed_count,
              array_send(key_1) as key_1,
              array_send(key_2) as key_2,
              array_send(key_3) as key_3,
              array_send(event_counts) as event_counts,
              array_send(failed_counts) as failed_counts,
              array_send(first_seconds) as first_seconds,
              array_send(spans) as spans
            """, ROWS, 64, RollupRow::of);

    private static final String SEGMENTS = """
            from event_segment s
            where s.account_id = :account_id
            and (
              s.day = :head_day
              and s.first_event_time < :head_end
              and s.last_event_time >= :head_start
              or s.day = :tail_day
              and s.first_event_time < :tail_end
              and s.last_event_time >= :tail_start
            )
            and (s.day, s.batch_id) not in (
              select day, batch_id
              from ledger
              where account_id = :account_id
              and day in (:head_day, :tail_day)
              and rolled_up_at is null
            )
            """;

    private static final Source<SegmentEvents> EVENTS =
            source(SegmentEvents.class, """
            select
              row_id,
              extract(epoch from s.day)::bigint as start,
              array_send(s.region_refs) as region,
              array_send(s.action_refs) as action,
              array_send(s.error_code_refs) as error_code,
              array_send(s.principal_refs) as principal,
              array_send(s.source_ip_refs) as source_ip,
              array_send(s.user_agent_refs) as user_agent,
              array_send(s.failed) as failed,
              array_send(s.seconds) as seconds,
              array_send(s.categories) as category
            """, SEGMENTS, 8, SegmentEvents::of);

    private final KnownRows known;

    Rollups(KnownRows known) {
        this.known = known;
    }

    private static <T extends Kept> Source<T> source(
            Class<T> type, String columns, String rows, int rowsAtOnce, Row.Reader<T> reader) {
        return new Source<>(
                type, Sql.plannedOnce(IDS + rows), Sql.plannedOnce(columns + rows + WANTED), rowsAtOnce, reader);
    }

    /** Gives the rows of each family to what counts it, several of a key if it is in several buckets. */
    public void read(
            Snapshot snapshot,
            long accountId,
            ReadPlan plan,
            CountedCategories categories,
            Map<Family, Counted> families)
            throws SQLException {
        each(
                snapshot,
                new long[] {accountId},
                plan.buckets(),
                categories,
                families.keySet(),
                row -> row.giveTo(requireNonNull(families.get(row.family()))));
        if (plan.raw().isEmpty()) {
            return;
        }
        var ends = plan.ends().with("account_id", accountId);
        known.each(
                snapshot,
                EVENTS,
                ends,
                events -> families.forEach((family, counted) ->
                        plan.raw().forEach(span -> events.giveTo(counted, family, span, categories))));
    }

    /**
     * Gives the rows of rollups of several accounts, in no order.
     *
     * @param buckets the binds first_month, end_month and days
     */
    public void each(
            Snapshot snapshot,
            long[] accountIds,
            Binds buckets,
            CountedCategories categories,
            Set<Family> families,
            Consumer<RollupRow> consumer)
            throws SQLException {
        var binds = new Binds()
                .withAll(buckets)
                .with("account_ids", accountIds)
                .with("families", families.stream().map(Family::sqlName).toArray(String[]::new))
                .with("categories", categories.numbers());
        known.each(snapshot, ROLLUPS, binds, consumer);
    }
}
