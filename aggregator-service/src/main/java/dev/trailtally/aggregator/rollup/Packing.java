package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packs days that batches have left with many small segments of raw events, when their accounts rest. */
@Singleton
class Packing {

    private static final Logger log = LoggerFactory.getLogger(Packing.class);
    /** At once, while nothing is to be rolled up. */
    static final int MAX_DAYS = 20;

    /** As in event_day_crowded_idx. */
    private static final int LEAST_PACKED = 8;

    // Segments whose events are not rolled up cannot be packed, and those of days that retention drops need not be. The
    // number is a literal because it is that of a partial index.
    private static final Sql CROWDED = new Sql("""
            select d.account_id, d.day
            from event_day d
            join rollup_account a on a.account_id = d.account_id
            where d.small_count >= 8
            and (d.account_id, d.day) > (:last_account_id, :last_day::date)
            and d.day >= (select (raw_events_from at time zone 'UTC')::date from retention)
            and a.rolled_up_at <= now() - make_interval(secs => :settle_after_seconds)
            and not exists (
              select
              from ledger l
              where l.account_id = d.account_id
              and l.rolled_up_at is null
            )
            order by d.account_id, d.day
            limit :max_days
            """);

    // A batch that is being stored holds the day, and packing holds up the next roll-up.
    private static final Sql SHORT_WAIT = new Sql("set local lock_timeout = '1s'");
    private static final Sql PACK = new Sql("select pack_event_day(:account_id, :day, :least_count)");

    private record AccountDay(long accountId, LocalDate day) {}

    private static final AccountDay FIRST = new AccountDay(-1, LocalDate.EPOCH);

    private final Database database;
    private final AggregatorConfiguration configuration;
    private AccountDay last = FIRST;

    Packing(Database database, AggregatorConfiguration configuration) {
        this.database = database;
        this.configuration = configuration;
    }

    /**
     * Packs some days behind those of the last time, each in a transaction of its own, because batches wait for it. One that
     * cannot be packed is tried again when all others had their turn.
     *
     * @param maxDays how many days at most
     * @return whether there are more
     */
    boolean packSome(int maxDays) throws SQLException {
        try (var connection = database.open()) {
            var days = crowded(connection, maxDays);
            last = days.size() < maxDays ? FIRST : days.getLast();
            for (var day : days) {
                pack(day, connection);
            }
            return days.size() == maxDays;
        }
    }

    private void pack(AccountDay day, Connection connection) {
        try {
            database.inTransaction(connection, c -> {
                SHORT_WAIT.run(c, Map.of());
                return PACK.run(c, Map.of("account_id", day.accountId, "day", day.day, "least_count", LEAST_PACKED));
            });
        } catch (SQLException e) {
            log.warn(
                    "Events of account {} on {} stay in small segments: {}",
                    AccountIds.format(day.accountId),
                    day.day,
                    e.getMessage());
        }
    }

    private List<AccountDay> crowded(Connection connection, int maxDays) throws SQLException {
        Map<String, Object> values = Map.of(
                "settle_after_seconds",
                configuration.settleAfter().toMillis() / 1000.0,
                "last_account_id",
                last.accountId,
                "last_day",
                last.day.toString(),
                "max_days",
                maxDays);
        try (var statement = CROWDED.prepare(connection, values);
                var rows = statement.executeQuery()) {
            var days = new ArrayList<AccountDay>();
            while (rows.next()) {
                days.add(new AccountDay(rows.getLong(1), rows.getObject(2, LocalDate.class)));
            }
            return days;
        }
    }
}
