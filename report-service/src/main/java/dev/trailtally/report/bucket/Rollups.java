package dev.trailtally.report.bucket;

import static java.util.Objects.requireNonNull;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.SentArray;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a plan says of an account: rollups in one statement, and in a second one the events at the ends of the interval. */
public final class Rollups {

    // Arrays travel as they are, and are added up here: taking them apart in the database costs five times as much.
    private static final Sql BUCKETS = Sql.plannedOnce("""
            select
              family,
              extract(epoch from bucket)::bigint as start,
              array_send(key_1) as key_1,
              array_send(key_2) as key_2,
              array_send(key_3) as key_3,
              array_send(event_counts) as event_counts,
              array_send(failed_counts) as failed_counts,
              array_send(first_seconds) as first_seconds,
              array_send(spans) as spans
            from (
              select *
              from rollup
              where account_id = :account_id
              and grain = 'month'
              and family = any(:families)
              and bucket >= :first_month
              and bucket < :end_month
              union all
              select *
              from unsettled_rollup
              where account_id = :account_id
              and family = any(:families)
              and bucket >= :first_month
              and bucket < :end_month
              union all
              select *
              from rollup
              where account_id = :account_id
              and grain = 'day'
              and family = any(:families)
              and bucket = any(:days)
            ) r
            where category = any(:categories)
            """);

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

    private Rollups() {}

    /** Gives the rows of each family to what counts it, several of a key if it is in several buckets. */
    public static void read(
            Snapshot snapshot,
            long accountId,
            ReadPlan plan,
            CountedCategories categories,
            Map<Family, Counted> families)
            throws SQLException {
        var names = families.keySet().stream().map(Rollups::name).toArray(String[]::new);
        var binds = plan.buckets()
                .with("account_id", accountId)
                .with("families", names)
                .with("categories", categories.numbers());
        snapshot.each(BUCKETS, binds, row -> {
            var family = Family.valueOf(row.text("family").toUpperCase(Locale.ROOT));
            bucket(row).giveTo(requireNonNull(families.get(family)));
        });
        if (plan.raw().isEmpty()) {
            return;
        }
        boolean callers = !families.keySet().equals(Set.of(Family.USAGE));
        var ends = plan.ends().with("account_id", accountId).with("callers", callers);
        snapshot.each(ENDS, ends, row -> {
            var events = Events.of(row);
            families.forEach((family, counted) -> events.of(family, categories).giveTo(counted));
        });
    }

    private static String name(Family family) {
        return family.name().toLowerCase(Locale.ROOT);
    }

    private static Elements bucket(Row row) throws SQLException {
        return new Elements(
                row.number("start"),
                requireNonNull(row.sentArray("key_1")),
                row.sentArray("key_2"),
                row.sentArray("key_3"),
                row.sentArray("event_counts"),
                row.sentArray("failed_counts"),
                requireNonNull(row.sentArray("first_seconds")),
                row.sentArray("spans"),
                null,
                null);
    }

    /**
     * Rows as columns.
     *
     * @param start what seconds count from
     * @param one the first references of their keys
     * @param eventCounts null if each is one event
     * @param failedCounts null if none failed
     * @param spans from the first second to the last; null if each is one event
     * @param categories null if all are counted
     * @param countedCategories which of these are counted
     */
    private record Elements(
            long start,
            SentArray one,
            @Nullable SentArray two,
            @Nullable SentArray three,
            @Nullable SentArray eventCounts,
            @Nullable SentArray failedCounts,
            SentArray firstSeconds,
            @Nullable SentArray spans,
            @Nullable SentArray categories,
            @Nullable CountedCategories countedCategories) {

        void giveTo(Counted counted) {
            for (int i = 0; i < one.size(); i++) {
                if (categories != null && countedCategories != null && !countedCategories.contains(categories.at(i))) {
                    continue;
                }
                counted.add(
                        one.at(i),
                        two == null ? 0 : two.at(i),
                        three == null ? 0 : three.at(i),
                        eventCounts == null ? 1 : eventCounts.at(i),
                        failedCounts == null ? 0 : failedCounts.at(i),
                        start + firstSeconds.at(i),
                        start + firstSeconds.at(i) + (spans == null ? 0 : spans.at(i)));
            }
        }
    }

    /** Events of a segment as columns; those of their callers are null if they are not needed. */
    private record Events(
            long start,
            SentArray region,
            SentArray action,
            SentArray errorCode,
            @Nullable SentArray principal,
            @Nullable SentArray sourceIp,
            @Nullable SentArray userAgent,
            SentArray failed,
            SentArray seconds,
            SentArray categories) {

        static Events of(Row row) throws SQLException {
            return new Events(
                    row.number("start"),
                    requireNonNull(row.sentArray("region")),
                    requireNonNull(row.sentArray("action")),
                    requireNonNull(row.sentArray("error_code")),
                    row.sentArray("principal"),
                    row.sentArray("source_ip"),
                    row.sentArray("user_agent"),
                    requireNonNull(row.sentArray("failed")),
                    requireNonNull(row.sentArray("seconds")),
                    requireNonNull(row.sentArray("category")));
        }

        Elements of(Family family, CountedCategories counted) {
            return switch (family) {
                case USAGE -> elements(region, action, errorCode, counted);
                case PRINCIPAL -> elements(requireNonNull(principal), null, null, counted);
                case PRINCIPAL_CALL -> elements(requireNonNull(principal), action, errorCode, counted);
                case PRINCIPAL_ORIGIN -> elements(requireNonNull(principal), sourceIp, userAgent, counted);
            };
        }

        private Elements elements(
                SentArray one, @Nullable SentArray two, @Nullable SentArray three, CountedCategories counted) {
            return new Elements(start, one, two, three, null, failed, seconds, null, categories, counted);
        }
    }
}
