package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Account 13 has more values than a filter looks up. Callers of account 12 must not notice. */
class WidePatternTest {

    private static final String OWN = "000000000012";
    private static final Instant FROM = Instant.parse("2024-02-27T09:00:00Z");

    private static Fixture fixture;
    private static RunningService everybody;
    private static RunningService limited;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(12, FROM, Duration.ofDays(2)).generate(1, 300));
        fixture.rollUp();
        fixture.store(2, new RandomEvents(12, FROM.plus(Duration.ofDays(5)), Duration.ofDays(1)).generate(2, 30));
        fixture.execute("""
                insert into principal (principal_key, principal_type, display_name)
                select 'arn:aws:iam::13:user/x' || n, 'IAMUser', '13:u/x' || n from generate_series(1, 10001) n;
                insert into source_ip (source_ip_address, address)
                select address, address::inet
                from generate_series(1, 10001) n, format('203.0.%s.%s', 100 + n / 100, n % 100) address;
                insert into error_code (error_code) select 'AccessDenied' || n from generate_series(1, 10001) n;
                insert into region (region) select 'region-x' || n from generate_series(1, 10001) n;
                insert into rollup_account values (13, 1, 0, '2024-02-27Z', '2024-02-27Z', now());
                """);
        fixture.execute(RollupRows.insert("day", "access_key", 0, """
                select 13, date '2024-02-27', 'AKIAX' || n, 0, null::bigint, null::bigint, 1, 0, timestamptz '2024-02-27Z',
                  timestamptz '2024-02-27Z'
                from generate_series(1, 10001) n
                """));
        everybody = RunningService.on(fixture.database());
        limited = RunningService.onlyFor(fixture.database(), OWN);
    }

    @AfterAll
    static void stop() throws SQLException {
        limited.close();
        everybody.close();
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "access_key_id, AKIA*",
        "principal, arn:aws:iam::*",
        "principal, 1*:u*",
        "session_name, session-*",
        "source_ip_address, 203.0.*",
        "source_ip_address, 203.0.0.0/16",
        "error_code, AccessDenied*",
        "region, Region-*"
    })
    void aPatternOfManyValuesFindsTheEventsOfAnAccount(String field, String pattern) {
        var filter = ListEventsRequest.getDescriptor().findFieldByName(field);
        var request = ListEventsRequest.newBuilder().setAccountId(OWN).setField(filter, pattern);

        for (var service : List.of(everybody, limited)) {
            assertThat(ids(list(service, request)))
                    .isNotEmpty()
                    .isEqualTo(expected(event -> matches(event, filter, pattern)));
        }
    }

    @Test
    void keysOfOtherAccountsDoNotCountAgainstTheLimit() {
        var request = ListEventsRequest.newBuilder().setAccessKeyId("AKIA*");

        var response = list(limited, request);
        assertThat(ids(response)).isEqualTo(expected(event -> true));
        assertThat(response.getHiddenAccountCount())
                .as("accounts that were not searched")
                .isEqualTo(1);
        assertThat(Failures.reason(() -> list(everybody, request))).startsWith("INVALID_ARGUMENT INVALID_FIELD");
    }

    private static ListEventsResponse list(RunningService service, ListEventsRequest.Builder request) {
        return service.reports().listEvents(request.setPageSize(1_000).build());
    }

    private static boolean matches(TestEvent event, FieldDescriptor filter, String pattern) {
        return switch (filter.getName()) {
            case "access_key_id", "principal", "region" -> true; // each event of the account has one
            case "session_name" -> !event.session().isEmpty();
            case "source_ip_address" -> event.ip().startsWith("203.0.");
            case "error_code" -> event.error().startsWith("AccessDenied");
            default -> throw new IllegalArgumentException(filter + " " + pattern);
        };
    }

    private static List<String> ids(ListEventsResponse response) {
        return response.getEventsList().stream().map(Event::getEventId).sorted().toList();
    }

    private static List<String> expected(Predicate<TestEvent> filter) {
        return fixture.events().stream()
                .filter(filter)
                .map(TestEvent::id)
                .map(UUID::toString)
                .sorted()
                .toList();
    }
}
