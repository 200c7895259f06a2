package dev.trailtally.aggregator.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.schema.TestDatabase;
import io.micronaut.context.ApplicationContext;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionCheckTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2024-06-01T00:00:00Z"));
    private TestDatabase database;
    private ApplicationContext context;
    private RetentionCheck check;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        var properties = new HashMap<String, Object>(database.datasource("aggregator"));
        properties.put("grpc.server.port", 0);
        properties.put("aggregator.background", false);
        properties.put("aggregator.retention", "7d");
        context = ApplicationContext.run(properties);
        InstantSource moved = now::get;
        check = new RetentionCheck(
                context.getBean(Retention.class),
                context.getBean(AggregatorConfiguration.class),
                moved.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        context.close();
        database.close();
    }

    @Test
    void aDayThatIsHeldGoesAMinuteLaterAndOtherDaysAnHourLater() throws SQLException {
        store("2024-05-01", "2024-05-02");
        try (var batch = database.owner();
                var statement = batch.createStatement()) {
            batch.setAutoCommit(false);
            statement.execute("select from event_day where day = '2024-05-02' for update");
            check.check();
            assertThat(days()).as("the day that is held").isEqualTo(1);
            batch.rollback();
        }

        pass(Duration.ofMinutes(1));
        assertThat(days()).isZero();

        store("2024-05-03");
        pass(Duration.ofMinutes(59));
        assertThat(days()).as("within the hour").isEqualTo(1);
        pass(Duration.ofMinutes(1));
        assertThat(days()).isZero();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
        check.check();
    }

    private void store(String... days) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            for (var day : days) {
                statement.execute("insert into event_day (account_id, day, event_count) values (1, '" + day + "', 0)");
            }
        }
    }

    private long days() throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery("select count(*) from event_day")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
