package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShortDeadlineTest {

    private static final Instant FROM = Instant.parse("2024-01-29T07:00:00Z");
    private static final String ACCOUNT_ID = "000000000012";
    private static final int HURRIED_CALLERS = 12;
    private static final int STEADY_CALLERS = 6;
    private static final int CALLS = 150;

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(12, FROM, Duration.ofDays(3)).generate(1, 2_000));
        fixture.rollUp();
        service = RunningService.on(fixture.database(), 6);
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void aDeadlineOfOneCallerFailsNoCallOfAnother() throws InterruptedException {
        var hurried = new ConcurrentLinkedQueue<StatusRuntimeException>();
        var steady = new ConcurrentLinkedQueue<StatusRuntimeException>();

        var callers = IntStream.range(0, HURRIED_CALLERS + STEADY_CALLERS)
                .mapToObj(caller -> Thread.ofVirtual().start(() -> {
                    if (caller < HURRIED_CALLERS) {
                        callHurriedly(new Random(caller), hurried);
                    } else {
                        callSteadily(steady);
                    }
                }))
                .toList();
        for (var caller : callers) {
            caller.join();
        }

        assertThat(steady).as("failures of callers without a deadline").isEmpty();
        assertThat(hurried)
                .as("failures of callers with deadlines of 1 to 15 ms")
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED));
    }

    private static void callHurriedly(Random random, Queue<StatusRuntimeException> failures) {
        for (int i = 0; i < CALLS; i++) {
            var reports = service.reports().withDeadlineAfter(1 + random.nextInt(15), TimeUnit.MILLISECONDS);
            call(reports, i, failures::add);
        }
    }

    private static void callSteadily(Queue<StatusRuntimeException> failures) {
        for (int i = 0; i < CALLS; i++) {
            call(service.reports(), i, failures::add);
        }
    }

    private static void call(
            ReportServiceBlockingStub reports, int number, Consumer<StatusRuntimeException> onFailure) {
        try {
            if (number % 2 == 0) {
                var summary = GetActivitySummaryRequest.newBuilder().setAccountId(ACCOUNT_ID);
                assertThat(reports.getActivitySummary(summary.build()).getEventCount())
                        .isEqualTo(2_000);
            } else {
                var events =
                        ListEventsRequest.newBuilder().setAccountId(ACCOUNT_ID).setPageSize(100);
                assertThat(reports.listEvents(events.build()).getEventsCount()).isEqualTo(100);
            }
        } catch (StatusRuntimeException e) {
            onFailure.accept(e);
        }
    }
}
