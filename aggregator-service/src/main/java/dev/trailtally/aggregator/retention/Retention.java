package dev.trailtally.aggregator.retention;

import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the raw events of whole UTC days up to the first day that must stay. Only a prefix of the days is ever dropped:
 * retention.raw_events_from shows for every event whether it is kept.
 */
@Singleton
public class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private static final int EVENTS_A_TRANSACTION = 1_000_000;
    private static final int ROWS_A_TRANSACTION = 10_000;

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
    private static final Sql DROP_MONTH = new Sql("select drop_event_month()::integer");
    private static final Sql DROP_DAYS = new Sql("select drop_event_days(:max_events)");
    // Nothing comes any more of the days that are dropped. The other record of a call can be of the next day.
    private static final Sql PRUNE_SHARED_CALLS = new Sql("""
            select prune_shared_call((raw_events_from at time zone 'UTC')::date - 1, :max_rows)
            from retention
            """);

    private static final List<Step> STEPS = List.of(
            new Step(DROP_MONTH, Map.of()),
            new Step(DROP_DAYS, Map.of("max_events", EVENTS_A_TRANSACTION)),
            new Step(PRUNE_SHARED_CALLS, Map.of("max_rows", ROWS_A_TRANSACTION)));

    private final Database database;

    Retention(Database database) {
        this.database = database;
    }

    /** What would be dropped and what would be kept. */
    public Outcome plan(LocalDate keepFrom) throws SQLException {
        return database.inTransaction(connection -> Outcome.of(days(connection, keepFrom)));
    }

    /**
     * Moves raw_events_from in a short transaction, which waits for the batches in progress and holds off others. Then
     * nothing is added behind it, and what is there goes in transactions of its own: whole months with their partitions,
     * other days by rows. After a failure, or if the outcome is unfinished, the next call drops the rest.
     */
    public Outcome apply(LocalDate keepFrom) throws SQLException {
        var outcome = database.inTransaction(connection -> move(connection, keepFrom));
        SQLException failure = null;
        boolean unfinished = false;
        for (var step : STEPS) {
            try {
                unfinished |= !repeat(step);
            } catch (SQLException e) { // a month waits for its readers: the other steps need not
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        var dropped = outcome.dropped;
        if (!dropped.isEmpty()) {
            log.info(
                    "Dropped the {} raw events of {} days, {} to {}; their rollups are kept",
                    outcome.events,
                    dropped.size(),
                    dropped.getFirst(),
                    dropped.getLast());
        }
        return outcome.unfinished(unfinished);
    }

    private static Outcome move(Connection connection, LocalDate keepFrom) throws SQLException {
        LOCK_TIMEOUT.run(connection, Map.of());
        LOCK_RETENTION.run(connection, Map.of());
        var outcome = Outcome.of(days(connection, keepFrom));
        MOVE.run(connection, Map.of("kept_from", keepFrom));
        return outcome;
    }

    /** Until there is nothing left to do; false if others hold what is left. */
    private boolean repeat(Step step) throws SQLException {
        long done = 1;
        while (done > 0) {
            done = database.inTransaction(connection -> {
                LOCK_TIMEOUT.run(connection, Map.of());
                return step.sql.with(step.values).one(connection, row -> row.getLong(1));
            });
        }
        return done == 0;
    }

    private static List<StoredDay> days(Connection connection, LocalDate keepFrom) throws SQLException {
        return DAYS.with(Map.of("keep_from", keepFrom))
                .list(
                        connection,
                        row -> new StoredDay(row.getObject(1, LocalDate.class), row.getBoolean(2), row.getLong(3)));
    }

    /**
     * What was dropped and what was kept.
     *
     * @param dropped days whose raw events were dropped, oldest first
     * @param events how many they held
     * @param kept days that were not dropped because events of them, or of an earlier day, are not rolled up yet
     * @param unfinished whether rows of dropped days are still there, because batches or packing held them
     */
    public record Outcome(List<LocalDate> dropped, long events, List<LocalDate> kept, boolean unfinished) {

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
                    days.stream().filter(StoredDay::blocked).map(StoredDay::day).toList(),
                    false);
        }

        private Outcome unfinished(boolean left) {
            return new Outcome(dropped, events, kept, left);
        }
    }

    private record Step(Sql sql, Map<String, ?> values) {}

    private record StoredDay(LocalDate day, boolean blocked, long events) {}
}
