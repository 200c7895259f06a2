package dev.trailtally.report.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trailtally.schema.TestDatabase;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    private static final int CALLERS = 16;
    private static final int REPORTS = 400;

    private static final Sql NO_TIME_LEFT = new Sql("""
            select set_config('statement_timeout', '1', true) as setting
            """);

    /** Whether a rollback needs a millisecond is chance: among many on a busy machine, some do. */
    @Test
    void aReportWithoutTimeLeftGivesBackAConnectionThatOthersCanUse() throws InterruptedException {
        try (var database = TestDatabase.create();
                var connections = pool(database)) {
            var snapshots = new Snapshots(connections, Duration.ofSeconds(30));
            var failures = new ConcurrentLinkedQueue<StatusRuntimeException>();

            var callers = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> Thread.ofVirtual().start(() -> {
                        for (int i = 0; i < REPORTS; i++) {
                            try {
                                snapshots.read(snapshot ->
                                        snapshot.list(NO_TIME_LEFT, new Binds(), row -> row.text("setting")));
                            } catch (StatusRuntimeException e) {
                                failures.add(e);
                            }
                        }
                    }))
                    .toList();
            for (var caller : callers) {
                caller.join();
            }

            assertThat(failures).as("reports that failed because of another").isEmpty();
        }
    }

    private static HikariDataSource pool(TestDatabase database) {
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername("report");
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(CALLERS);
        return new HikariDataSource(config);
    }
}
