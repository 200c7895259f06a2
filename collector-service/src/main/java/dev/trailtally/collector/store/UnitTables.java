package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.claim.SliceState;
import dev.trailtally.collector.claim.UnitLeases;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.UnitProgress;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements that write how far the units of a batch are read. */
final class UnitTables {

    /** One slice of one unit. */
    private record UnitSlice(long unitId, SliceState slice) {}

    void record(EventBatch batch, Connection connection) throws SQLException, LostClaimException {
        var units = batch.units.values().stream()
                .sorted(Comparator.comparingLong(UnitProgress::unitId))
                .toList();
        count(units, connection);
        var slices = units.stream()
                .flatMap(unit -> unit.slices().stream().map(slice -> new UnitSlice(unit.unitId(), slice)))
                .toList();
        moveSlices(slices.stream().filter(slice -> !slice.slice().isRead()).toList(), connection);
        deleteSlices(slices.stream().filter(slice -> slice.slice().isRead()).toList(), connection);
        fail(units.stream().filter(unit -> unit.failure() != null).toList(), connection);
        complete(units.stream().filter(UnitProgress::isComplete).toList(), connection);
    }

    private static void count(List<UnitProgress> units, Connection connection) throws SQLException, LostClaimException {
        var held = new HashSet<>(Sql.of("""
                with held as (
                  select u.unit_id, v.sent, v.pages, v.throttled, v.records, v.seconds_left
                  from unnest(
                    :unit_ids, :holders, :sent, :pages, :throttled, :records, :seconds_left)
                    v (unit_id, holder, sent, pages, throttled, records, seconds_left)
                  join scan_unit u on u.unit_id = v.unit_id and u.claimed_by = v.holder
                  where u.state = 'running'
                  order by u.unit_id
                  for update of u
                )
                update scan_unit u
                set
                  request_count = u.request_count + held.sent,
                  page_count = u.page_count + held.pages,
                  throttled_count = u.throttled_count + held.throttled,
                  record_count = u.record_count + held.records,
                  time_left = make_interval(secs => held.seconds_left)
                from held
                where u.unit_id = held.unit_id
                returning u.unit_id
                """)
                .with("unit_ids", Sql.array("bigint", units, UnitProgress::unitId))
                .with("holders", Sql.array("uuid", units, UnitProgress::holder))
                .with("sent", Sql.array("bigint", units, unit -> unit.requests().sent()))
                .with(
                        "pages",
                        Sql.array("bigint", units, unit -> unit.requests().pages()))
                .with(
                        "throttled",
                        Sql.array("bigint", units, unit -> unit.requests().throttled()))
                .with("records", Sql.array("bigint", units, UnitProgress::records))
                .with("seconds_left", Sql.array("float8", units, UnitTables::secondsLeft))
                .list(connection, row -> row.getLong("unit_id")));
        if (held.size() < units.size()) {
            throw new LostClaimException(lost(units, held));
        }
    }

    private static @Nullable Object secondsLeft(UnitProgress unit) {
        var left = unit.timeLeft();
        return left == null ? null : left.toMillis() / 1_000.0;
    }

    private static Set<Long> lost(List<UnitProgress> units, Set<Long> held) {
        var lost = new HashSet<Long>();
        for (var unit : units) {
            if (!held.contains(unit.unitId())) {
                lost.add(unit.unitId());
            }
        }
        return lost;
    }

    private static void moveSlices(List<UnitSlice> slices, Connection connection) throws SQLException {
        if (slices.isEmpty()) {
            return;
        }
        Sql.of("""
                insert into scan_slice (unit_id, slice_number, start_time, unread_until)
                select v.unit_id, v.slice_number, to_timestamp(v.start), to_timestamp(v.unread_until)
                from unnest(:unit_ids::bigint[], :numbers::integer[], :starts::bigint[], :unread::bigint[])
                  v (unit_id, slice_number, start, unread_until)
                on conflict (unit_id, slice_number) do update
                set start_time = excluded.start_time, unread_until = excluded.unread_until
                """)
                .with(keys(slices))
                .with(
                        "starts",
                        Sql.array("bigint", slices, slice -> slice.slice().start()))
                .with(
                        "unread",
                        Sql.array("bigint", slices, slice -> slice.slice().unreadUntil()))
                .update(connection);
    }

    private static void deleteSlices(List<UnitSlice> slices, Connection connection) throws SQLException {
        if (slices.isEmpty()) {
            return;
        }
        Sql.of("""
                delete from scan_slice s
                using unnest(:unit_ids::bigint[], :numbers::integer[]) v (unit_id, slice_number)
                where s.unit_id = v.unit_id
                and s.slice_number = v.slice_number
                """).with(keys(slices)).update(connection);
    }

    private static Map<String, Sql.Array> keys(List<UnitSlice> slices) {
        return Map.of(
                "unit_ids", Sql.array("bigint", slices, UnitSlice::unitId),
                "numbers", Sql.array("integer", slices, slice -> slice.slice().number()));
    }

    private static void fail(List<UnitProgress> units, Connection connection) throws SQLException {
        for (var unit : units) {
            var failure = requireNonNull(unit.failure(), "failure is null");
            UnitLeases.fail(connection, unit.holder(), failure);
        }
    }

    /**
     * What was read less than 15 minutes after the events may lack late ones, and what AWS no longer had when the last page
     * came was not read; neither counts as covered.
     */
    private static void complete(List<UnitProgress> units, Connection connection) throws SQLException {
        if (units.isEmpty()) {
            return;
        }
        long ended = Sql.of("""
                with ended as (
                  update scan_unit u
                  set state = 'complete', finished_at = now(), claimed_by = null, lease_until = null
                  from unnest(:unit_ids::bigint[]) v (unit_id)
                  where u.unit_id = v.unit_id
                  and not exists (select from scan_slice s where s.unit_id = u.unit_id)
                  returning u.unit_id, account_id, region, start_time, end_time, first_claimed_at, whole
                ), covered as (
                  insert into lookup_coverage as c (account_id, region, covered)
                  select account_id, region, range_agg(tstzrange(known_from, known_until))
                  from ended
                  cross join lateral (
                    select greatest(start_time, now() - interval '90 days') as known_from,
                      least(end_time, first_claimed_at - interval '15 minutes') as known_until) known
                  where whole
                  and known_from < known_until
                  group by account_id, region
                  on conflict (account_id, region) do update
                  set covered = c.covered + excluded.covered
                )
                select count(*)
                from ended
                """)
                .with("unit_ids", Sql.array("bigint", units, UnitProgress::unitId))
                .one(connection, row -> row.getLong(1));
        if (ended != units.size()) {
            throw new IllegalStateException("a unit was called complete and has slices left");
        }
    }
}
