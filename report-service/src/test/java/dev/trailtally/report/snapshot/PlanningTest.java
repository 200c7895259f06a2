package dev.trailtally.report.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PlanningTest {

    private static final String SETTINGS = """
            select current_setting('plan_cache_mode') || ', seqscan ' || current_setting('enable_seqscan') as settings
            where :account_id > 0
            """;
    private static final Sql EACH_TIME = new Sql(SETTINGS);
    private static final Sql ONCE = Sql.plannedOnce(SETTINGS);
    private static final Sql OF_REFERENCES = Sql.plannedOnce("""
            select current_setting('plan_cache_mode') as settings
            where :references::bigint[] is null or 1 = any(:references)
            """);
    private static final Sql PLANS = new Sql("""
            select sum(generic_plans) || ' generic, ' || sum(custom_plans) || ' custom' as plans
            from pg_prepared_statements
            where statement like 'select current_setting%'
            """);

    @Test
    void eachStatementRunsWithThePlanningItAsksFor() {
        try (var database = TestDatabase.create()) {
            var seen = snapshots(database)
                    .read(snapshot -> List.of(
                            settings(snapshot, EACH_TIME),
                            settings(snapshot, ONCE),
                            settings(snapshot, ONCE),
                            settings(snapshot, EACH_TIME)));

            assertThat(seen)
                    .containsExactly(
                            "force_custom_plan, seqscan on",
                            "force_generic_plan, seqscan off",
                            "force_generic_plan, seqscan off",
                            "force_custom_plan, seqscan on");
        }
    }

    @Test
    void aStatementPlannedOnceKeepsItsPlanFromTheFirstTimeOn() {
        try (var database = TestDatabase.create()) {
            var plans = snapshots(database).read(snapshot -> {
                settings(snapshot, ONCE);
                settings(snapshot, ONCE);
                return snapshot.list(PLANS, new Binds(), row -> row.text("plans"));
            });

            assertThat(plans).containsExactly("2 generic, 0 custom");
        }
    }

    @Test
    void aFilterThatIsGivenNowAndThenIsPlannedOnce() {
        try (var database = TestDatabase.create()) {
            var plans = snapshots(database).read(snapshot -> {
                for (var references : Arrays.asList(List.of(1L), null, List.of(1L, 2L))) {
                    var binds = new Binds().withReferences("references", references);
                    snapshot.first(OF_REFERENCES, binds, row -> row.text("settings"));
                }
                return snapshot.list(PLANS, new Binds(), row -> row.text("plans"));
            });

            assertThat(plans).containsExactly("3 generic, 0 custom");
        }
    }

    private static Snapshots snapshots(TestDatabase database) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser("report");
        dataSource.setPassword(TestDatabase.PASSWORD);
        return new Snapshots(dataSource, Duration.ofSeconds(30));
    }

    private static String settings(Snapshot snapshot, Sql sql) throws SQLException {
        return snapshot.first(sql, new Binds().with("account_id", 1L), row -> row.text("settings"))
                .orElseThrow();
    }
}
