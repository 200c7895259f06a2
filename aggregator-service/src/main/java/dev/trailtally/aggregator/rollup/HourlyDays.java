package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.aggregator.sql.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Gives days with many events their hour rollups, after the roll-up itself: reports are exact without them, but read the
 * edges of an interval from fewer rows with them.
 */
@Singleton
public class HourlyDays {

    private static final Sql DENSE_DAY = Sql.file(HourlyDays.class, "dense_day.sql");

    private final Database database;
    private final AccountRollup rollup;
    private final long hourlyFrom;

    HourlyDays(Database database, AccountRollup rollup, AggregatorConfiguration configuration) {
        this.database = database;
        this.rollup = rollup;
        this.hourlyFrom = configuration.hourlyFrom();
    }

    /** Fills the days that are due, at most 8, until told to stop; returns how many were filled. */
    public int fill(BooleanSupplier stop) throws SQLException {
        int filled = 0;
        for (var due : due()) {
            if (stop.getAsBoolean()) {
                break;
            }
            filled += rollup.makeHourly(due.accountId, due.day) ? 1 : 0;
        }
        return filled;
    }

    private List<AccountDay> due() throws SQLException {
        var due = new ArrayList<AccountDay>();
        try (var connection = database.open();
                var statement = DENSE_DAY.prepare(connection, Map.of("hourly_from", hourlyFrom));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                due.add(new AccountDay(rows.getLong(1), rows.getObject(2, LocalDate.class)));
            }
        }
        return due;
    }

    private record AccountDay(long accountId, LocalDate day) {}
}
