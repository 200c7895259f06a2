package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.account.CompleteUntilAges;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four accounts: two complete until different times, one that is complete at no time, and the youngest. */
class CompleteUntilAgesTest {

    private static final Instant START = Instant.parse("2024-02-01T00:00:00Z");
    private static final Instant OLD = Instant.parse("2024-02-20T00:00:00Z");
    private static final Instant YOUNG = Instant.parse("2024-03-01T12:00:00Z");
    private static final Instant YOUNGEST = Instant.parse("2024-03-05T12:00:00Z");
    private static final Duration DELIVERY = Duration.ofMinutes(15);

    private Fixture fixture;

    @BeforeEach
    void createDatabase() throws SQLException {
        fixture = Fixture.create();
        fixture.execute("""
                insert into account (account_id, account_name)
                values (31, 'young'), (32, 'never'), (33, 'youngest'), (34, 'old')
                """);
        var scan = new Lookups(fixture).scan();
        scan.complete(31, "eu-west-1", START, YOUNG);
        scan.complete(33, "eu-west-1", START, YOUNGEST);
        scan.complete(34, "eu-west-1", START, OLD);
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        fixture.close();
    }

    @Test
    void theOldestAccountsHaveASeriesWithTheTimeSinceCompleteUntil() {
        try (var service = service(3)) {
            var ages = service.context().getBean(CompleteUntilAges.class);
            var before = Instant.now();
            ages.read();
            var after = Instant.now();

            var seconds = seconds(service);
            assertThat(seconds).as("the series").containsOnlyKeys("000000000032", "000000000034", "000000000031");
            assertThat(seconds).containsEntry("000000000032", Double.POSITIVE_INFINITY);
            double old = seconds.getOrDefault("000000000034", Double.NaN);
            assertThat(old).as("age of the old account").isBetween(age(OLD, before) - 1, age(OLD, after));
            assertThat(old - seconds.getOrDefault("000000000031", Double.NaN))
                    .as("how much older the old account is")
                    .isEqualTo((double) Duration.between(OLD, YOUNG).toSeconds());
        }
    }

    @Test
    void anAccountThatIsReadAgainGivesItsSeriesToTheNextOldest() throws SQLException {
        try (var service = service(2)) {
            var ages = service.context().getBean(CompleteUntilAges.class);
            ages.read();
            assertThat(seconds(service)).containsOnlyKeys("000000000032", "000000000034");

            new Lookups(fixture).scan().complete(34, "eu-west-1", START, YOUNGEST.plusSeconds(60));
            ages.read();

            assertThat(seconds(service)).containsOnlyKeys("000000000032", "000000000031");
        }
    }

    @Test
    void figuresThatCannotBeReadAreForgotten() {
        try (var service = service(2)) {
            var ages = service.context().getBean(CompleteUntilAges.class);
            ages.read();

            ages.forget();

            assertThat(seconds(service)).isEmpty();
        }
    }

    private RunningService service(int accounts) {
        var properties = new HashMap<>(fixture.database().datasource("report"));
        properties.put("metrics.accounts", accounts);
        return RunningService.on(properties);
    }

    private static double age(Instant completeUntil, Instant now) {
        return Duration.between(completeUntil.minus(DELIVERY), now).toMillis() / 1_000.0;
    }

    private static Map<String, Double> seconds(RunningService service) {
        var seconds = new HashMap<String, Double>();
        for (var gauge : service.context()
                .getBean(MeterRegistry.class)
                .find("trailtally.complete.until.age")
                .gauges()) {
            seconds.put(String.valueOf(gauge.getId().getTag("account")), gauge.value());
        }
        return seconds;
    }
}
