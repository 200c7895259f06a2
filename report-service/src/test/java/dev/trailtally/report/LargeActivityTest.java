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
                insert into rollup
                select 1, 'principal_origin', 'month', '2024-01-01', 0, 0, array_agg(principal.id), array_agg(0),
                  array_agg(user_agent.id), array_agg(2), array_agg(1), array_agg(4 * 86400), array_agg(5 * 86400)
                from principal, user_agent
                where principal.id > 0 and user_agent.id > 0;
                insert into principal_call_month
                select 1, '2024-01-01', id, 0, 0, 200, 100, '2024-01-05Z', '2024-01-06Z' from principal where id > 0;
                insert into principal_month
                select 1, '2024-01-01', id, 200, 100, '2024-01-05Z', '2024-01-06Z' from principal where id > 0;
                insert into rollup values
                  (1, 'usage', 'month', '2024-01-01', 0, 0, '{0}', '{0}', '{0}', '{8000}', '{4000}', '{345600}', '{432000}');
                insert into rollup_account values (1, 8000, 4000, '2024-01-05Z', '2024-01-06Z', now());
                analyze
                """);
        service = RunningService.on(fixture.database());
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
