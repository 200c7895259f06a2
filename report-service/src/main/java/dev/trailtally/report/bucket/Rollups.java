package dev.trailtally.report.bucket;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Query;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Reads rollups, and the events at the ends of an interval. Rows of rollups that were read lately are in memory: a row never
 * changes, and a new one has a new id, so that a snapshot only lists the ids that it sees.
 */
@Singleton
public final class Rollups {

    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final Duration MAX_AGE =
            Duration.ofMinutes(10); // if a database of earlier days takes this one's place

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

    private static final Sql IDS =
            Sql.plannedOnce("select array_send(coalesce(array_agg(row_id), '{}')) as row_ids " + ROWS);

    // Arrays travel as they are, and are added up here: taking them apart in the database costs five times as much.
    private static final Sql UNKNOWN = Sql.plannedOnce("""
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
            """ + ROWS + "and row_id = any(:row_ids)");

    // The seconds of a segment are in order: two binary searches find what lies within the interval.
    private static final Sql ENDS = Sql.plannedOnce("""
            select
              extract(epoch from s.day)::bigint as start,
              array_send(s.region_refs[place.before + 1 : place.until]) as region,
              array_send(s.action_refs[place.before + 1 : place.until]) as action,
              array_send(s.error_code_refs[place.before + 1 : place.until]) as error_code,
              array_send(s.failed[place.before + 1 : place.until]) as failed,
              array_send(s.seconds[place.before + 1 : place.until]) as seconds,
              array_send(s.categories[place.before + 1 : place.until]) as category,
              case when :callers then array_send(s.principal_refs[place.before + 1 : place.until]) end as principal,
              case when :callers then array_send(s.source_ip_refs[place.before + 1 : place.until]) end as source_ip,
              case when :callers then array_send(s.user_agent_refs[place.before + 1 : place.until]) end as user_agent
            from event_segment s
            cross join lateral (
              select
                width_bucket(case s.day when :head_day then :head_after else :tail_after end, s.seconds) as before,
                width_bucket(case s.day when :head_day then :head_until else :tail_until end, s.seconds) as until
              offset 0
            ) place
            where s.account_id = :account_id
            and s.day in (:head_day, :tail_day)
            and place.before < place.until
            and (s.day, s.batch_id) not in (
              select day, batch_id
              from ledger
              where account_id = :account_id
              and day in (:head_day, :tail_day)
              and rolled_up_at is null
            )
            """);

    private final Cache<Long, RollupRow> known = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Long id, RollupRow row) -> row.bytes())
            .expireAfterWrite(MAX_AGE)
            .executor(Runnable::run)
            .build();

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
        boolean callers = !families.keySet().equals(Set.of(Family.USAGE));
        var ends = plan.ends().with("account_id", accountId).with("callers", callers);
        snapshot.each(ENDS, ends, row -> {
            var events = EndEvents.of(row);
            families.forEach((family, counted) -> events.giveTo(counted, family, categories));
        });
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
        var unknown = LongStream.builder();
        snapshot.together(List.of(new Query(IDS, binds, row -> {
            var ids = row.sent("row_ids");
            for (int i = 0; i < ids.size(); i++) {
                var found = known.getIfPresent(ids.at(i));
                if (found == null) {
                    unknown.add(ids.at(i));
                } else {
                    consumer.accept(found);
                }
            }
        })));
        var ids = unknown.build().toArray();
        if (ids.length == 0) {
            return;
        }
        snapshot.each(UNKNOWN, binds.with("row_ids", ids), row -> {
            var read = RollupRow.of(row);
            known.put(row.number("row_id"), read);
            consumer.accept(read);
        });
    }
}
