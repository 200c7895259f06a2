package dev.trailtally.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.ParseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectingTest {

    @TempDir
    Path folder;

    private TestDatabase database;
    private CollectorServer collector;

    @BeforeEach
    void startCollector() {
        database = TestDatabase.create();
        collector = new CollectorServer(database);
    }

    @AfterEach
    void stopCollector() {
        collector.close();
        database.close();
    }

    @Test
    void aFilteredScanKeepsWhatItAskedForAndAnOpenOneAddsTheRest() throws IOException, ParseException {
        write(
                "a.json",
                event("111122223333", "eu-west-1", "2024-05-01T10:00:00Z", "A"),
                event("111122223333", "eu-west-1", "2024-05-01T11:00:00Z", "B"),
                event("111122223333", "us-east-1", "2024-05-01T10:30:00Z", "C"),
                event("444455556666", "eu-west-1", "2024-05-01T10:30:00Z", "D"));
        var filtered = collector.collect(CollectorServer.folder(folder)
                .addAccountIds("111122223333")
                .addRegions("eu-west-1")
                .setStartTime(Timestamps.parse("2024-05-01T10:00:00Z"))
                .setEndTime(Timestamps.parse("2024-05-01T11:00:00Z"))
                .build());
        var open = collector.collect(folder);

        assertThat(filtered.getRecords().getStored()).isEqualTo(1);
        assertThat(filtered.getRecords().getExcluded()).isEqualTo(3);
        assertThat(open.getRecords().getStored()).isEqualTo(3);
        assertThat(open.getRecords().getDuplicate()).isEqualTo(1);
    }

    @Test
    void eventsBeyondRetentionAreRejectedNotCountedAgain() throws IOException, SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute("update retention set raw_events_from = '2024-06-01T00:00:00Z'");
        }
        write(
                "a.json",
                event("111122223333", "eu-west-1", "2024-05-31T23:59:59Z", "Old"),
                event("111122223333", "eu-west-1", "2024-06-01T00:00:00Z", "New"));
        var scan = collector.collect(folder);

        assertThat(scan.getRecords().getStored()).isEqualTo(1);
        assertThat(scan.getRecords().getRejected()).isEqualTo(1);
        assertThat(scan.getRejections(0).getReason()).isEqualTo(RejectionReason.REJECTION_REASON_BEYOND_RETENTION);
        assertThat(Stored.number(database, "select count(*) from pg_class where relname = 'event_segment_202405'"))
                .isZero();
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    @Test
    void unitsAddUpToTheScanRejectionsWithoutAccountIncluded() throws IOException {
        write("a.json", event("000000000042", "eu-west-1", "2024-05-01T10:00:00Z", "A"), "{}", "7");
        var scan = collector.collect(folder);
        var units = collector
                .scans()
                .listScanUnits(ListScanUnitsRequest.newBuilder()
                        .setScanId(scan.getScanId())
                        .build())
                .getUnitsList();

        assertThat(units).extracting(unit -> unit.getAccountId()).containsExactly("", "000000000042");
        assertThat(units.stream().mapToLong(unit -> unit.getRecords().getRead()).sum())
                .isEqualTo(scan.getRecords().getRead())
                .isEqualTo(3);
    }

    @Test
    void absurdTextsAreBoundedAndStayDistinct() throws IOException {
        var longName = "N".repeat(3_000);
        write(
                "a.json",
                event("111122223333", "eu-west-1", "2024-05-01T10:00:00Z", longName + "1"),
                event("111122223333", "eu-west-1", "2024-05-01T10:00:00Z", longName + "2"),
                event("111122223333", "eu-west-1", "2024-05-01T10:00:00Z", "With\\u0000Nul"),
                event("111122223333", "eu-west-1", "2024-05-01T10:00:00Z", "Get\\u004fbject"));
        var scan = collector.collect(folder);

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
        assertThat(scan.getRecords().getStored()).isEqualTo(4);
        assertThat(Stored.number(database, "select count(*) from action where event_name like 'NNN%'"))
                .isEqualTo(2);
        assertThat(Stored.number(database, "select count(*) from action where event_name = 'GetObject'"))
                .isEqualTo(1);
    }

    @Test
    void aRecordWithoutEventIdIsKnownByItsContent() throws IOException {
        var nameless = event("111122223333", "eu-west-1", "2024-05-01T10:00:00Z", "A")
                .replaceAll(",\"eventID\":\"[^\"]*\"", "");
        write("a.json", nameless);
        write("b.json", nameless.replace(",", " , "));
        write("c.json", nameless.replace("\"A\"", "\"B\""));
        var scan = collector.collect(folder);

        assertThat(scan.getRecords().getStored()).isEqualTo(2);
        assertThat(scan.getRecords().getDuplicate()).isEqualTo(1);
    }

    private void write(String name, String... records) throws IOException {
        Files.writeString(folder.resolve(name), "{\"Records\":[" + String.join(",", records) + "]}", UTF_8);
    }

    private static String event(String account, String region, String time, String name) {
        return """
                {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::%s:user/u"},"eventTime":"%s",\
                "eventSource":"s3.amazonaws.com","eventName":"%s","awsRegion":"%s","eventID":"id %s %s",\
                "recipientAccountId":"%s"}""".formatted(account, time, name, region, name, time, account);
    }
}
