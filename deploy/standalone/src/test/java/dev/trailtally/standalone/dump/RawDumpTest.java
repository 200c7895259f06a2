package dev.trailtally.standalone.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.LookupAttribute;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitState;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.standalone.fake.FakeServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawDumpTest {

    private static final Scan SCAN = Scan.newBuilder()
            .setScanId("9f1c3c1e-0000-4000-8000-000000000001")
            .setSource(Source.newBuilder().setLookup(LookupSource.getDefaultInstance()))
            .setStartTime(Timestamp.newBuilder().setSeconds(1_000))
            .build();

    @TempDir
    Path folder;

    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void eachAccountAndRegionHasAFileOfAllItsEvents() throws IOException {
        unit("111122223333", "eu-west-1");
        unit("111122223333", "us-east-1");
        unit("012345678901", "us-east-1");
        for (int i = 0; i < 5; i++) {
            event("111122223333", "us-east-1", "{\"n\":" + i + "}");
        }
        event("012345678901", "us-east-1", "{\n  \"n\": 9\r\n}");

        var dumped = write(SCAN);

        assertThat(Files.readAllLines(file("111122223333-us-east-1")))
                .containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
        assertThat(Files.readAllLines(file("012345678901-us-east-1"))).containsExactly("{   \"n\": 9 }");
        assertThat(file("111122223333-eu-west-1")).isEmptyFile();
        assertThat(dumped.text()).contains("Wrote 6 events, oldest first, to 3 files in " + raw());
        assertThat(services.eventRequests).allSatisfy(request -> {
            assertThat(request.getIncludeRaw()).isTrue();
            assertThat(request.getOrder()).isEqualTo(EventOrder.EVENT_ORDER_OLDEST_FIRST);
            assertThat(request.getInterval().getStartTime().getSeconds()).isEqualTo(1_000);
        });
    }

    @Test
    void filesOfAnEarlierScanAreReplacedAndNothingElseIsLeft() throws IOException {
        unit("111122223333", "us-east-1");
        event("111122223333", "us-east-1", "{}");
        Files.createDirectories(raw());
        Files.writeString(file("111122223333-us-east-1"), "old\nold\n");

        write(SCAN);

        assertThat(Files.readAllLines(file("111122223333-us-east-1"))).containsExactly("{}");
        assertThat(raw().toFile().list()).containsExactly("111122223333-us-east-1.jsonl");
    }

    @Test
    void eventsWithoutJsonAreCountedAndPartialFilesSaid() throws IOException {
        unit("111122223333", "us-east-1");
        services.units.set(
                0,
                services.units.getFirst().toBuilder()
                        .setState(UnitState.UNIT_STATE_FAILED)
                        .build());
        event("111122223333", "us-east-1", "");

        assertThat(write(SCAN).text()).contains("Wrote 0 events", "skipped 1 event whose JSON", "1 of them incomplete");
    }

    @Test
    void aRegionCannotLeadOutOfTheFolder() throws IOException {
        unit("111122223333", "../../etc");

        write(SCAN);

        assertThat(raw().toFile().list()).containsExactly("111122223333-______etc.jsonl");
    }

    @Test
    void theAttributeOfTheScanIsThatOfTheEvents() throws IOException {
        unit("111122223333", "us-east-1");
        var scan = SCAN.toBuilder();
        scan.getSourceBuilder()
                .getLookupBuilder()
                .setAttribute(LookupAttribute.newBuilder()
                        .setKey(LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_EVENT_NAME)
                        .setValue("ConsoleLogin"));

        write(scan.build());

        assertThat(services.eventRequests)
                .allSatisfy(request -> assertThat(request.getEventName()).isEqualTo("ConsoleLogin"));
    }

    private DumpResult write(Scan scan) throws IOException {
        return new RawDump(services.channel(), raw()).write(scan);
    }

    private void unit(String account, String region) {
        services.units.add(ScanUnit.newBuilder()
                .setAccountId(account)
                .setRegion(region)
                .setState(UnitState.UNIT_STATE_COMPLETE)
                .build());
    }

    private void event(String account, String region, String raw) {
        services.events.add(Event.newBuilder()
                .setAccountId(account)
                .setRegion(region)
                .setRaw(raw)
                .build());
    }

    private Path raw() {
        return folder.resolve("raw");
    }

    private Path file(String name) {
        return raw().resolve(name + ".jsonl");
    }
}
