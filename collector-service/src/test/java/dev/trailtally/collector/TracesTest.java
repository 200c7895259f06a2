package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesTest {

    private final Instant end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
    private final Instant start = end.minus(Duration.ofDays(3));
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @Test
    void aCallAndItsStatementsAreOneTraceAndAUnitAndItsRequestsToo() {
        var organization = Organizations.of(1, List.of("eu-west-1"), 60, end, Duration.ofDays(3));
        var telemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build();
        try (telemetry;
                var database = TestDatabase.create();
                var simulator =
                        Simulator.start(SimulatorSettings.of(organization).build());
                var collector = new CollectorServer(
                        database,
                        Organizations.with(simulator, "tracing.enabled", true),
                        Map.<Class<OpenTelemetry>, OpenTelemetry>of(OpenTelemetry.class, telemetry))) {
            var scan = collector.collect(Organizations.scan(start, end).build());
            collector
                    .scans()
                    .getScan(GetScanRequest.newBuilder()
                            .setScanId(scan.getScanId())
                            .build());

            await().untilAsserted(() -> {
                assertThat(childOf("trailtally.collector.v1.ScanService/GetScan", "SELECT"))
                        .as("a statement of GetScan")
                        .isTrue();
                assertThat(childOf("read unit", "CloudTrail.LookupEvents"))
                        .as("a request of a unit")
                        .isTrue();
                assertThat(childOf("write batch", "INSERT"))
                        .as("a statement of a batch")
                        .isTrue();
            });
            assertThat(spans.getFinishedSpanItems().toString())
                    .as("a secret key in the spans")
                    .doesNotContain(simulator.key(Organizations.MANAGEMENT).secret());
            assertThat(spans.getFinishedSpanItems())
                    .filteredOn(span -> span.getKind() == SpanKind.CLIENT)
                    .allSatisfy(span -> assertThat(span.getAttributes().toString())
                            .as("a parameter in " + span.getName())
                            .doesNotContain(scan.getScanId()));
        }
    }

    /** Whether a span of that name has one in its trace whose name starts so. */
    private boolean childOf(String parent, String child) {
        var all = spans.getFinishedSpanItems();
        return all.stream()
                .filter(span -> span.getName().equals(parent))
                .map(SpanData::getTraceId)
                .anyMatch(trace -> all.stream()
                        .anyMatch(span -> span.getTraceId().equals(trace)
                                && span.getName().startsWith(child)));
    }
}
