package dev.trailtally.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventSegmentTest {

    private static final String DIFFERENCES = """
            select count(*)
            from (
              (table stored except all select {columns} from event where account_id = 1)
              union all
              (select {columns} from event where account_id = 1 except all table stored)
            ) different
            """;
    private static final String COLUMNS = "account_id, event_time, event_id, region_ref, action_ref, error_code_ref,"
            + " principal_ref, session_name, access_key_id, source_ip_ref, user_agent_ref, failed, read_only, category,"
            + " shared_event_id";

    private static TestDatabase database;
    private static Connection owner;

    /** 10,000 events of three days in one large and 100 small batches; the last is not rolled up, the one before not in the ledger. */
    @BeforeAll
    static void storeEvents() throws SQLException {
        database = TestDatabase.create();
        owner = database.owner();
        TestEvents.open(owner);
        run("""
                insert into new_event
                select
                  1,
                  timestamptz '2024-02-28 23:00:00Z' + floor(random() * 90000) * interval '1 second',
                  gen_random_uuid(),
                  case when n <= 5000 then 1 else 2 + n % 100 end,
                  n % 3, n % 50, n % 7, n % 40,
                  case n % 4 when 0 then '' else 'session-' || n end,
                  case n % 5 when 0 then '' else 'AKIA' || n % 30 end,
                  n % 11, n % 5, n % 7 <> 0, case n % 3 when 0 then true when 1 then false end,
                  1 + n % 6, case n % 9 when 0 then gen_random_uuid() end
                from generate_series(1, 10000) n
                """);
        run("create table stored as select " + COLUMNS + " from new_event");
        TestEvents.store(owner);
        run("""
                insert into ledger (account_id, day, batch_id, event_count, first_event_time, last_event_time, rolled_up_at)
                select account_id, day, batch_id, sum(event_count), min(first_event_time), max(last_event_time),
                  case when batch_id < 100 then now() end
                from event_segment
                group by account_id, day, batch_id
                """);
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        owner.close();
        database.close();
    }

    @Test
    void theViewShowsEachEventAsItWasAndSmallSegmentsArePacked() throws SQLException {
        assertThat(differences()).as("before").isZero();
        long before = number("select count(*) from event_segment where day = '2024-02-29'");

        try (var collector = database.as("collector");
                var statement = collector.createStatement()) {
            statement.execute("select pack_event_day(1, date '2024-02-28' + n, 32) from generate_series(0, 2) n");
        }

        assertThat(differences()).as("after").isZero();
        assertThat(before).isGreaterThan(100);
        assertThat(number("select count(*) from event_segment where day = '2024-02-29'"))
                .as("the large batch, the packed ones, and the two that are not rolled up")
                .isLessThanOrEqualTo(6);
        assertThat(number("select count(*) from event_segment where batch_id in (100, 101) and day = '2024-02-29'"))
                .as("not rolled up")
                .isEqualTo(2);
        assertThat(number("""
                        select count(*)
                        from event_day d
                        where event_count <> (select sum(event_count) from event_segment s where s.day = d.day)
                        or small_count > 2
                        """)).isZero();
    }

    private static long differences() throws SQLException {
        return number(DIFFERENCES.replace("{columns}", COLUMNS));
    }

    private static void run(String sql) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (var statement = owner.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
