package dev.trailtally.collector;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** What a test finds in the tables. */
final class Stored {

    private Stored() {}

    /** Unique calls by "account source name error". */
    static Map<String, Long> counts(TestDatabase database) {
        return counts(database, """
                select concat_ws(' ', lpad(e.account_id::text, 12, '0'), a.event_source, a.event_name, c.error_code), count(*)
                from event e
                join action a on a.id = e.action_ref
                join error_code c on c.id = e.error_code_ref
                where is_call(e.category)
                group by 1
                """);
    }

    /** The first column's values with the numbers of the second. */
    static Map<String, Long> counts(TestDatabase database, String sql) {
        var counts = new TreeMap<String, Long>();
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return counts;
    }

    static long number(TestDatabase database, String sql) {
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void update(TestDatabase database, String sql) {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The ledger, which rollups are fed from, must hold exactly the events; and coverage the sums of the batches. */
    static long bookkeepingErrors(TestDatabase database) {
        return number(database, """
                with booked as (
                  select account_id, day, sum(event_count) as event_count
                  from ledger
                  group by account_id, day
                ), stored as (
                  select account_id, (event_time at time zone 'UTC')::date as day, count(*) as event_count
                  from event
                  group by 1, 2
                ), unit as (
                  select
                    account_id, region_ref, sum(read_count) as read_count, sum(stored_count) as stored_count,
                    sum(duplicate_count) as duplicate_count, sum(rejected_count) as rejected_count
                  from batch_unit
                  where account_id >= 0
                  group by account_id, region_ref
                )
                select
                  (select count(*) from booked full join stored using (account_id, day)
                    where booked.event_count is distinct from stored.event_count)
                  + (select count(*) from unit full join coverage c using (account_id, region_ref)
                    where (unit.read_count, unit.stored_count, unit.duplicate_count, unit.rejected_count)
                      is distinct from (c.read_count, c.stored_count, c.duplicate_count, c.rejected_count))
                  + (select count(*) from event_day d full join stored using (account_id, day)
                    where coalesce(d.event_count, 0) <> coalesce(stored.event_count, 0))
                  + (select count(*) - count(distinct (account_id, event_time, event_id)) from event)
                  + (select count(*) from ledger l
                    where not exists (
                      select from event e
                      where e.account_id = l.account_id and e.batch_id = l.batch_id
                      and e.event_time = l.first_event_time))
                """);
    }
}
