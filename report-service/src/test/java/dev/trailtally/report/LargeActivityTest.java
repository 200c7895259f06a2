package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamActivitySummariesResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Forty principals, each with 100 user agents of 2 KB. */
class LargeActivityTest {

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.execute("""
                insert into user_agent (user_agent) select to_char(n, 'fm0000') || repeat('x', 2000) from generate_series(1, 100) n;
                insert into principal (principal_key, principal_type, display_name)
                select 'arn:' || p, 'IAMUser', 'user/' || p from generate_series(1, 40) p;
                insert into rollup_account values (1, 8000, 4000, '2024-01-05Z', '2024-01-06Z', now());
                analyze
                """);
        fill(
                "principal_origin",
                "principal.id, 0, user_agent.id, 2, 1",
                "principal, user_agent where principal.id > 0 and user_agent.id > 0");
        fill("principal_call", "id, 0, 0, 200, 100", "principal where id > 0");
        fill("principal", "id, null::bigint, null::bigint, 200, 100", "principal where id > 0");
        fill("usage", "0, 0, 0, 8000, 4000", "generate_series(1, 1)");
        service = RunningService.on(fixture.database());
    }

    private static void fill(String family, String values, String from) throws SQLException {
        fixture.execute(RollupRows.insert(
                "month",
                family,
                0,
                "select 1, date '2024-01-01', null::text, " + values
                        + ", timestamptz '2024-01-05Z', timestamptz '2024-01-06Z' from " + from));
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void anAccountOfMoreThanAMessageIsAFailureThatSaysWhatToDo() {
        var stream = streamed(200);

        assertThat(stream).hasSize(2);
        var failure = stream.getFirst().getFailure();
        assertThat(failure.getReason()).isEqualTo("TOO_LARGE");
        assertThat(failure.getMessage()).contains("smaller top");
        assertThat(stream.getLast().getTotals().getFailedCount()).isEqualTo(1);
        assertThat(stream.getLast().getTotals().getAnsweredCount()).isZero();
        assertThat(streamed(10).getFirst().hasAccount()).isTrue();
    }

    @Test
    void aSummaryOfMoreThanAMessageSaysWhatToDo() {
        var request = GetActivitySummaryRequest.newBuilder()
                .setAccountId("000000000001")
                .setTop(200)
                .build();

        assertThat(Failures.reason(() -> service.reports().getActivitySummary(request)))
                .startsWith("RESOURCE_EXHAUSTED TOO_LARGE");
    }

    private static List<StreamActivitySummariesResponse> streamed(int top) {
        var messages = new ArrayList<StreamActivitySummariesResponse>();
        service.organization()
                .streamActivitySummaries(
                        StreamActivitySummariesRequest.newBuilder().setTop(top).build())
                .forEachRemaining(messages::add);
        return messages;
    }
}
