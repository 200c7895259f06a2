package dev.trailtally.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.logs.LogGenerator;
import dev.trailtally.benchmarks.logs.LogPlan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyTargetTest {

    @TempDir
    private Path folder;

    @Test
    void eachTargetStoresEveryDistinctEventOnce() throws Exception {
        var plan = new LogPlan(3_000, 3, 2, LogPlan.DEFAULT_START, 3, 20, 0.05, 1);
        var truth = new LogGenerator(plan, folder.resolve("generated")).generate();
        var batches = CopyBatch.of(LogFolder.open(folder.resolve("generated")));
        try (var database = Database.start(folder.resolve("database"));
                var connection = database.connect()) {
            for (var target : CopyTarget.values()) {
                target.prepare(connection);
                for (var batch : batches) {
                    target.write(connection, batch);
                }

                assertThat(count(connection, target)).as(target.title()).isEqualTo(truth.eventsUnique());
                connection.setAutoCommit(true);
            }
            assertThat(accounts(connection)).isEqualTo(truth.accounts().size());
        }
    }

    private static long count(Connection connection, CopyTarget target) throws SQLException {
        return switch (target) {
            case HEAP -> number(connection, "select count(*) from event_heap");
            case KEYED, STAGING -> number(connection, "select count(*) from event_keyed");
        };
    }

    private static long accounts(Connection connection) throws SQLException {
        return number(connection, "select count(distinct account_id) from event_keyed");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
