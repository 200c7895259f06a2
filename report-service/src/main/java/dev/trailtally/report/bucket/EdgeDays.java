package dev.trailtally.report.bucket;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Query;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When an account's events begin and end on the days that an interval cuts: known once {@link #queries} have run. */
public final class EdgeDays {

    private static final Sql ACCOUNT_DAYS = Sql.plannedOnce("""
            select day, min(first_event_time) as first_event_time, max(last_event_time) as last_event_time
            from category_day
            where account_id = :account_id
            and day = any(:days)
            and category = any(:categories)
            group by day
            """);

    private final List<Query> queries;
    private final Map<LocalDate, Events> events = new HashMap<>();

    private EdgeDays(long accountId, List<LocalDate> days, CountedCategories categories) {
        var binds = new Binds()
                .with("account_id", accountId)
                .with("days", days.toArray(LocalDate[]::new))
                .with("categories", categories.numbers());
        this.queries = days.isEmpty()
                ? List.of()
                : List.of(new Query(ACCOUNT_DAYS, binds, row -> events.put(row.day("day"), Events.of(row))));
    }

    public static EdgeDays of(long accountId, AskedInterval asked, CountedCategories categories) {
        var cut = Stream.of(asked.start(), asked.end())
                .filter(Objects::nonNull)
                .filter(end -> !end.equals(Span.startOf(Span.dayOf(end))))
                .map(Span::dayOf)
                .distinct()
                .toList();
        return new EdgeDays(accountId, cut, categories);
    }

    public List<Query> queries() {
        return queries;
    }

    /** Null if it has none. */
    @Nullable
    Events on(LocalDate day) {
        return events.get(day);
    }

    /** Of a day. */
    record Events(Instant first, Instant last) {

        private static Events of(Row row) throws SQLException {
            return new Events(row.time("first_event_time"), row.time("last_event_time"));
        }

        boolean meets(Span span) {
            return span.end().isAfter(first) && !span.start().isAfter(last);
        }

        boolean isWithin(Span span) {
            return !span.start().isAfter(first) && span.end().isAfter(last);
        }
    }
}
