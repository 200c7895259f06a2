package dev.trailtally.aggregator.retention;

import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the raw events of whole UTC days, oldest first, up to the first day that must stay. Only a prefix of the days
 * is ever dropped: retention.raw_events_from then shows for every event whether it is kept.
 */
@Singleton
public class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    // A dropped day holds its locks to the end of its transaction, and the server has space for only a few thousand.
    private static final int DAYS_A_TRANSACTION = 25;

    private static final Sql LOCK_TIMEOUT = new Sql("set local lock_timeout = '20s'");
    private static final Sql LOCK_RETENTION = new Sql("""
            select raw_events_from
            from retention
            for update
            """);
    // A collector's batch holds retention for share from its start to its commit, so none is in flight behind the lock,
    // and a pending ledger row is seen until its rollups are committed.
    private static final Sql DAYS = new Sql("""
            with stored_day as (
              select day, sum(event_count)::bigint as events
              from event_day
              where day < :keep_from
              group by day
            ),
            oldest_pending as (
              select min(day) as day
              from ledger
              where rolled_up_at is null
              and day < :keep_from
            )
            select
              s.day,
              p.day is not null and s.day >= p.day as blocked,
              s.events
            from stored_day s
            cross join oldest_pending p
            order by s.day
            """);
    private static final Sql MOVE = new Sql("""
            update retention
            set raw_events_from = greatest(
              raw_events_from,
              least(
                :kept_from::timestamp at time zone 'UTC',
                (
                  select min(day)::timestamp at time zone 'UTC'
                  from ledger
                  where rolled_up_at is null
                )
              )
            )
            """);
    private static final Sql DROP = new Sql("select drop_event_day(:day)");

    private final Database database;

    Retention(Database database) {
        this.database = database;
    }

    /** What would be dropped and what would be kept. */
    public Outcome plan(LocalDate keepFrom) throws SQLException {
        return database.inTransaction(connection -> Outcome.of(days(connection, keepFrom)));
    }

    /** Drops the days before keepFrom in batches; after a failure, days that were already dropped stay dropped. */
    public Outcome apply(LocalDate keepFrom) throws SQLException {
        var dropped = new ArrayList<LocalDate>();
        long events = 0;
        Outcome step;
        do {
            step = database.inTransaction(connection -> dropSome(connection, keepFrom));
            dropped.addAll(step.dropped);
            events += step.events;
        } while (step.dropped.size() == DAYS_A_TRANSACTION);
        if (!dropped.isEmpty()) {
            log.info(
                    "Dropped the {} raw events of {} days, {} to {}; their rollups are kept",
                    events,
                    dropped.size(),
                    dropped.getFirst(),
                    dropped.getLast());
        }
        return new Outcome(dropped, events, step.kept);
    }

    private static Outcome dropSome(Connection connection, LocalDate keepFrom) throws SQLException {
        LOCK_TIMEOUT.run(connection, Map.of());
        LOCK_RETENTION.run(connection, Map.of());
        var all = days(connection, keepFrom);
        var free = all.stream()
                .filter(day -> !day.blocked)
                .limit(DAYS_A_TRANSACTION)
                .toList();
        var keptFrom =
                free.size() < DAYS_A_TRANSACTION ? keepFrom : free.getLast().day.plusDays(1);
        MOVE.run(connection, Map.of("kept_from", keptFrom));
        for (var stored : free) {
            DROP.run(connection, Map.of("day", stored.day));
        }
        var blocked = all.stream().filter(StoredDay::blocked).toList();
        return Outcome.of(Stream.concat(free.stream(), blocked.stream()).toList());
    }

    private static List<StoredDay> days(Connection connection, LocalDate keepFrom) throws SQLException {
        try (var statement = DAYS.prepare(connection, Map.of("keep_from", keepFrom));
                var rows = statement.executeQuery()) {
            var days = new ArrayList<StoredDay>();
            while (rows.next()) {
                days.add(new StoredDay(rows.getObject(1, LocalDate.class), rows.getBoolean(2), rows.getLong(3)));
            }
            return days;
        }
    }

    /**
     * What was dropped and what was kept.
     *
     * @param dropped days whose raw events were dropped, oldest first
     * @param events how many they held
     * @param kept days that were not dropped because events of them, or of an earlier day, are not rolled up yet
     */
    public record Outcome(List<LocalDate> dropped, long events, List<LocalDate> kept) {

        public Outcome {
            dropped = List.copyOf(dropped);
            kept = List.copyOf(kept);
        }

        private static Outcome of(List<StoredDay> days) {
            return new Outcome(
                    days.stream()
                            .filter(day -> !day.blocked)
                            .map(StoredDay::day)
                            .toList(),
                    days.stream()
                            .filter(day -> !day.blocked)
                            .mapToLong(StoredDay::events)
                            .sum(),
                    days.stream().filter(StoredDay::blocked).map(StoredDay::day).toList());
        }
    }

    private record StoredDay(LocalDate day, boolean blocked, long events) {}
}
