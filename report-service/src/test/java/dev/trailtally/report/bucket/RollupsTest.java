package dev.trailtally.report.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.KnownRows;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RollupsTest {

    private static final LocalDate MARCH = LocalDate.of(2025, 3, 1);
    private static final ReadPlan MONTH = new ReadPlan(MARCH, MARCH.plusMonths(1), List.of(), List.of());

    private final TestDatabase database = TestDatabase.create();
    private final Rollups rollups = new Rollups(new KnownRows());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRowOfRollupsIsReadOnceAndItsSuccessorOfTheSameKeyIsReadAgain() throws SQLException {
        storeMonth(5);
        assertThat(events(MONTH)).containsExactly(5L);

        execute("update rollup set event_counts = '{6}'"); // no service may: it shows what is read again
        assertThat(events(MONTH)).as("the row is in memory").containsExactly(5L);

        execute("delete from rollup");
        storeMonth(7);
        assertThat(events(MONTH)).as("the new row").containsExactly(7L);
    }

    @Test
    void aSegmentIsReadOnceAndAskedForDifferentSeconds() throws SQLException {
        execute("""
                insert into event_segment (
                  account_id, day, batch_id, part, event_count, first_event_time, last_event_time, session_names,
                  access_key_ids, seconds, event_ids, region_refs, action_refs, error_code_refs, principal_refs,
                  session_numbers, access_key_numbers, source_ip_refs, user_agent_refs, failed, read_only, categories,
                  shared_event_ids
                )
                select
                  111111111111, '2025-03-02', 1, 0, 4, '2025-03-02 00:00:10Z', '2025-03-02 00:00:40Z', '{}', '{}',
                  '{10,20,20,40}', array_agg(gen_random_uuid()), '{0,0,0,0}', '{0,0,0,0}', '{0,0,0,0}', '{0,0,0,0}',
                  '{0,0,0,0}', '{0,0,0,0}', '{0,0,0,0}', '{0,0,0,0}', '{f,f,f,f}', '{f,f,f,f}', '{1,1,1,1}',
                  array_fill(null::uuid, '{4}')
                from generate_series(1, 4)
                """);

        assertThat(events(seconds(10, 20))).containsExactly(1L);
        execute("update event_segment set seconds = '{10,11,12,13}'"); // as above
        assertThat(events(seconds(10, 20))).containsExactly(1L);
        assertThat(events(seconds(20, 40))).containsExactly(1L, 1L);
        assertThat(events(seconds(11, 41))).containsExactly(1L, 1L, 1L);
        assertThat(events(seconds(41, 60))).isEmpty();
    }

    private static ReadPlan seconds(int from, int to) {
        var day = Instant.parse("2025-03-02T00:00:00Z");
        return new ReadPlan(MARCH, MARCH, List.of(), List.of(new Span(day.plusSeconds(from), day.plusSeconds(to))));
    }

    private List<Long> events(ReadPlan plan) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser("report");
        dataSource.setPassword(TestDatabase.PASSWORD);
        var counts = new ArrayList<Long>();
        Counted counted = (one, two, three, events, failed, first, last) -> counts.add(events);
        return new Snapshots(dataSource, Duration.ofSeconds(30)).read(snapshot -> {
            rollups.read(
                    snapshot,
                    111_111_111_111L,
                    plan,
                    CountedCategories.of(List.of(), List.of()),
                    Map.of(Family.USAGE, counted));
            return counts;
        });
    }

    private void storeMonth(int events) throws SQLException {
        execute("""
                insert into rollup (
                  account_id, grain, family, bucket, category, run, part, event_count, failed_count, first_event_time,
                  last_event_time, first_key, last_key, key_1, key_2, key_3, event_counts, first_seconds, spans
                )
                values (
                  111111111111, 'month', 'usage', '2025-03-01', 1, 0, 0, %1$d, 0, '2025-03-01Z', '2025-03-01Z', 0, 0,
                  '{0}', '{0}', '{0}', '{%1$d}', '{0}', '{0}'
                )
                """.formatted(events));
    }

    private void execute(String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
