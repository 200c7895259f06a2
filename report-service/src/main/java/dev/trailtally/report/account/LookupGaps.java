package dev.trailtally.report.account;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.LookupGap;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LookupEvents windows of an account that were requested and are not fully read.
 *
 * @param newest the newest of them, the newest first
 * @param count of them all; ends at 10,001
 * @param firstTime the first missing instant; null if none is missing
 */
public record LookupGaps(
        List<LookupGap> newest, long count, @Nullable Instant firstTime) {

    static final LookupGaps NONE = new LookupGaps(List.of(), 0, null);

    private static final int MAX_COUNT = 10_001;

    // Complete units are reached only by probes: an account that is scanned each hour has thousands of them.
    // RATIONALE.md explains which part of a gap a later scan closes.
    private static final Sql GAPS = new Sql("""
            with open_unit as (
              select unit_id, scan_id, account_id, region, start_time, end_time, state, failure_code, failure_message,
                next_step
              from scan_unit
              where account_id = any(:account_ids)
              and state <> 'complete'
              and whole
            ), every_region as (
              select covered.account_id, array_agg(covered.region) as regions
              from (
                select distinct account_id
                from open_unit
                where region = ''
              ) denied
              join lookup_coverage covered on covered.account_id = denied.account_id
              cross join lateral (
                select coalesce(bool_or(scan.regions = '{}'), covered.every_region) as all_asked
                from (
                  select scan_id
                  from scan_unit read
                  where read.account_id = covered.account_id
                  and read.region = covered.region
                  and read.state = 'complete'
                  and read.whole
                  order by read.end_time desc
                  limit 20
                ) newest
                join scan on scan.scan_id = newest.scan_id
              ) newest
              group by covered.account_id
              having bool_or(all_asked)
            ), unit as (
              select
                open_unit.*,
                scan.regions as asked_regions,
                case
                  when open_unit.region <> '' then array[open_unit.region]
                  when scan.regions <> '{}' then scan.regions
                  else coalesce(every_region.regions, '{}')
                end as regions
              from open_unit
              join scan on scan.scan_id = open_unit.scan_id
              left join every_region on every_region.account_id = open_unit.account_id
            ), listing as materialized (
              select scan_id, account_id, asked_regions, min(unit_id) as unit_id, max(start_time) as start_time,
                min(end_time) as end_time
              from unit
              where region <> ''
              group by scan_id, account_id, asked_regions
            ), piece as (
              select unit.unit_id, unit.account_id, unit.region, unit.regions, unit.asked_regions,
                lower(piece) as start_time, upper(piece) as end_time
              from unit
              left join lateral (
                select range_agg(tstzrange(start_time, unread_until)) as slices
                from scan_slice
                where scan_slice.unit_id = unit.unit_id
              ) unread on true
              left join lateral (
                select
                  covered + tstzmultirange(tstzrange(
                    null,
                    least(lower(covered), upper(covered) + interval '15 minutes' - interval '2160 hours')
                  )) as passed
                from (
                  select case when count(*) = cardinality(unit.regions) then range_intersect_agg(covered) end as covered
                  from lookup_coverage
                  where lookup_coverage.account_id = unit.account_id
                  and lookup_coverage.region = any(unit.regions)
                ) covered_alike
                where not isempty(covered)
              ) known on true
              cross join lateral unnest(
                coalesce(unread.slices, tstzmultirange(tstzrange(unit.start_time, unit.end_time)))
                - coalesce(known.passed, '{}')
              ) piece
            ), gap as (
              select
                unit_id,
                date_trunc('second', min(start_time)) as missing_from,
                date_trunc('second', max(end_time) + interval '0.999999 s') as missing_until
              from piece
              where (
                select later.unit_id
                from scan_unit later
                where later.account_id = piece.account_id
                and later.region = any(piece.regions)
                and later.end_time between piece.end_time and piece.start_time + interval '15 minutes'
                and later.start_time <= piece.start_time
                and later.unit_id > piece.unit_id
                and later.state = 'complete'
                and later.whole
                limit 1
              ) is null
              and (
                region <> ''
                or (
                  select later.unit_id
                  from listing later
                  where later.account_id = piece.account_id
                  and later.unit_id > piece.unit_id
                  and later.start_time <= piece.start_time
                  and later.end_time >= piece.end_time
                  and later.asked_regions in ('{}', piece.asked_regions)
                  limit 1
                ) is null
              )
              group by unit_id
            ), ranked as (
              select
                unit.*,
                missing_from,
                missing_until,
                row_number() over (
                  partition by account_id
                  order by missing_until desc, region collate "C", unit_id desc
                ) as place,
                count(*) over (partition by account_id) as gap_count,
                min(missing_from) over (partition by account_id) as first_missing
              from gap
              join unit using (unit_id)
            )
            select account_id, scan_id, region, state, failure_code, failure_message, next_step, missing_from,
              missing_until, least(gap_count, :max_count) as gap_count, first_missing
            from ranked
            where place <= :limit
            order by account_id, place
            """);

    public LookupGaps {
        newest = List.copyOf(newest);
    }

    /** The gaps of accounts, at most limit for each; accounts without gaps are not in the map. */
    static Map<Long, LookupGaps> of(Snapshot snapshot, long[] accountIds, int limit) throws SQLException {
        var binds = new Binds()
                .with("account_ids", accountIds)
                .with("max_count", MAX_COUNT)
                .with("limit", limit);
        var gaps = new HashMap<Long, LookupGaps>();
        var visible = snapshot.visible();
        snapshot.list(
                GAPS,
                binds,
                row -> gaps.merge(row.number("account_id"), of(row, visible.masked(gap(row))), LookupGaps::and));
        return gaps;
    }

    private static LookupGaps of(Row row, LookupGap gap) throws SQLException {
        return new LookupGaps(List.of(gap), row.number("gap_count"), row.time("first_missing"));
    }

    private LookupGaps and(LookupGaps older) {
        var all = new ArrayList<>(newest);
        all.addAll(older.newest);
        return new LookupGaps(all, count, firstTime);
    }

    private static LookupGap gap(Row row) throws SQLException {
        var gap = LookupGap.newBuilder()
                .setRegion(row.text("region"))
                .setMissing(Times.interval(new Span(row.time("missing_from"), row.time("missing_until"))))
                .setScanId(row.text("scan_id"));
        var state = row.text("state");
        return switch (state) {
            case "pending", "running" -> gap.setCode("PENDING").build();
            case "cancelled" ->
                gap.setCode("CANCELLED")
                        .setMessage("the scan was cancelled before it was read")
                        .setNextStep("Scan the account and region again.")
                        .build();
            case "failed" ->
                gap.setCode(row.text("failure_code"))
                        .setMessage(orEmpty(row.textOrNull("failure_message")))
                        .setNextStep(orEmpty(row.textOrNull("next_step")))
                        .build();
            default -> throw new IllegalStateException("unit of state " + state);
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
