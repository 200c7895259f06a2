package dev.trailtally.report.account;

import dev.trailtally.report.interval.Span;
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

    // RATIONALE.md explains which part of a gap a later scan closes. A window of a pruned scan stands for those of all
    // pruned scans: each of its parts is a gap of its own.
    private static final Sql GAPS = new Sql("""
            with gap as (
              select
                unit_id,
                date_trunc('second', min(missing.start_time)) as missing_from,
                date_trunc('second', max(missing.end_time) + interval '0.999999 s') as missing_until
              from missing_lookup(:account_ids) missing
              join scan_unit using (unit_id)
              join scan using (scan_id)
              group by unit_id, case when pruned_at is not null then missing.start_time end
            ), ranked as (
              select
                unit.account_id,
                unit.scan_id,
                unit.region,
                unit.state,
                unit.failure_code,
                unit.failure_message,
                unit.next_step,
                missing_from,
                missing_until,
                row_number() over (
                  partition by account_id
                  order by missing_until desc, region collate "C", unit_id desc, missing_from desc
                ) as place,
                count(*) over (partition by account_id) as gap_count,
                min(missing_from) over (partition by account_id) as first_missing
              from gap
              join scan_unit unit using (unit_id)
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
                .setMissing(new Span(row.time("missing_from"), row.time("missing_until")).message())
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
