package dev.trailtally.report.account;

import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_DATA_VALUE;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_MANAGEMENT_VALUE;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_NETWORK_ACTIVITY;
import static dev.trailtally.report.v1.EventCategory.EVENT_CATEGORY_UNSPECIFIED;
import static dev.trailtally.report.v1.EventCategory.UNRECOGNIZED;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Query;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.CategoryCoverage;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.server.database.MessageRow;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Categories of events: as the tables number them, as the contract names them, and what was collected of each. */
public final class Categories {

    /** Stored apart from other network activity because its events count as calls; see is_call in the schema. */
    private static final long DENIED_NETWORK_ACTIVITY = 6;

    private static final EnumSet<EventCategory> ALL =
            EnumSet.complementOf(EnumSet.of(EVENT_CATEGORY_UNSPECIFIED, UNRECOGNIZED));

    private static final Sql COLLECTED = Sql.plannedOnce("""
            select
              account_id,
              case category when 6 then 3 else category end as category_number,
              sum(event_count)::bigint as event_count,
              coalesce(sum(event_count) filter (where is_call(category)), 0)::bigint as call_count,
              min(first_event_time) as first_event_time,
              max(last_event_time) as last_event_time
            from category_month
            where account_id = any(:account_ids)
            group by 1, 2
            order by 1, 2
            """);

    private Categories() {}

    /** What the tables call the requested categories; null for no restriction. */
    public static @Nullable List<Long> numbers(List<EventCategory> asked, List<Integer> values) {
        var categories =
                Fields.values("categories", asked, values, EnumSet.complementOf(EnumSet.of(UNRECOGNIZED)), ALL);
        if (categories.contains(EVENT_CATEGORY_UNSPECIFIED) || categories.containsAll(ALL)) {
            return null;
        }
        return categories.stream()
                .flatMapToLong(category -> category == EVENT_CATEGORY_NETWORK_ACTIVITY
                        ? LongStream.of(category.getNumber(), DENIED_NETWORK_ACTIVITY)
                        : LongStream.of(category.getNumber()))
                .boxed()
                .sorted()
                .toList();
    }

    /** As is_call in the schema says, which cannot be asked for each element of an array. */
    public static boolean isCall(long number) {
        return number == EVENT_CATEGORY_MANAGEMENT_VALUE
                || number == EVENT_CATEGORY_DATA_VALUE
                || number == DENIED_NETWORK_ACTIVITY;
    }

    /** The category that a number of the tables stands for. */
    public static EventCategory of(long number) {
        return number == DENIED_NETWORK_ACTIVITY
                ? EVENT_CATEGORY_NETWORK_ACTIVITY
                : EventCategory.forNumber((int) number);
    }

    static Query query(long[] accountIds, Map<Long, Coverage.Builder> coverages) {
        var category = MessageRow.of(CategoryCoverage.getDefaultInstance());
        return new Query(
                COLLECTED,
                new Binds().with("account_ids", accountIds),
                row -> coverages
                        .computeIfAbsent(row.number("account_id"), absent -> Coverage.newBuilder())
                        .addCategories(category.read(row.columns()).toBuilder()
                                .setCategory(of(row.number("category_number")))));
    }
}
