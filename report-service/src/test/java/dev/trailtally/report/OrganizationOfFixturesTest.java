package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.AccountCount;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import dev.trailtally.report.v1.ValueCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The organization's numbers of the recorded events, recounted in their JSON. */
class OrganizationOfFixturesTest {

    private static final Path RECORDS = Path.of(System.getProperty("project.root", ".."))
            .resolveSibling("shared")
            .resolve("cloudtrail-fixtures/s3");

    @Test
    void theSummaryAndTheStreamCountTheRecordedEvents() throws Exception {
        assumeTrue(Files.isDirectory(RECORDS), "no fixtures");
        try (var fixture = Fixture.create();
                var database = fixture.database().owner()) {
            fixture.store(1, new JsonRows(database).events(RECORDS));
            fixture.rollUp();
            try (var service = RunningService.on(fixture.database())) {
                checkSummary(service, fixture.events());
                checkStream(service, fixture.events());
            }
        }
    }

    private static void checkSummary(RunningService service, List<TestEvent> events) {
        var summary = service.organization()
                .getOrganizationSummary(
                        GetOrganizationSummaryRequest.newBuilder().setTop(1_000).build());

        assertThat(summary.getEventCount()).isEqualTo(events.size());
        assertThat(summary.getFailedCount())
                .isEqualTo(events.stream().filter(TestEvent::failed).count());
        assertThat(summary.getAccountsList().stream()
                        .collect(Collectors.toMap(AccountCount::getAccountId, AccountCount::getEventCount)))
                .isEqualTo(counts(events, event -> "%012d".formatted(event.accountId())));
        assertThat(summary.getServices().getCountsList().stream()
                        .collect(Collectors.toMap(ValueCount::getValue, ValueCount::getEventCount)))
                .isEqualTo(counts(events, TestEvent::source));
    }

    private static void checkStream(RunningService service, List<TestEvent> events) {
        StreamServiceUsageResponse last = StreamServiceUsageResponse.getDefaultInstance();
        var stream = service.organization().streamServiceUsage(StreamServiceUsageRequest.getDefaultInstance());
        while (stream.hasNext()) {
            last = stream.next();
        }
        assertThat(last.getTotals().getEventCount()).isEqualTo(events.size());
        assertThat(last.getTotals().getFailedCount()).isZero();
    }

    private static Map<String, Long> counts(List<TestEvent> events, Function<TestEvent, String> value) {
        return events.stream().collect(Collectors.groupingBy(value, Collectors.counting()));
    }
}
