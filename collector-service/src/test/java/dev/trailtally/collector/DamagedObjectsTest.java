package dev.trailtally.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What damaged, foreign and odd files leave in the counts. */
class DamagedObjectsTest {

    private static final String KEY = "AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/";

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
    void aGzipWhoseChecksumFailsContributesNothingAndIsAGap() throws IOException {
        var damaged = gzip(container(records(500)));
        damaged[damaged.length - 8] ^= 1;
        write("bad.json.gz", damaged);
        write("good.json.gz", gzip(container(records(1))));
        var scan = collector.collect(folder);

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
        assertThat(scan.getObjects().getUnreadable()).isEqualTo(1);
        assertThat(scan.getFailures(0).getCode()).isEqualTo("CHECKSUM_MISMATCH");
        assertThat(scan.getFailures(0).getNextStep()).isNotEmpty();
        assertThat(scan.getRecords().getStored()).isEqualTo(1);
        assertRejected(scan, RejectionReason.REJECTION_REASON_CHECKSUM_MISMATCH, 1);
    }

    @Test
    void aTruncatedGzipKeepsWhatStoodBeforeTheCutAndIsAGap() throws IOException {
        var whole = gzip(container(records(500)));
        write("cut.json.gz", Arrays.copyOf(whole, whole.length * 3 / 4));
        var scan = collector.collect(folder);

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
        assertThat(scan.getFailures(0).getCode()).isEqualTo("DAMAGED_GZIP");
        assertThat(scan.getRecords().getStored()).isBetween(100L, 499L);
        assertRejected(scan, RejectionReason.REJECTION_REASON_DAMAGED_GZIP, 1);
    }

    @Test
    void recordsWithoutEventIdOrAccountCountInAWholeObject() throws IOException {
        write(
                KEY + "whole.json",
                container(nameless(1) + "," + homeless(2) + "," + records(3)).getBytes(UTF_8));
        write(KEY + "whole.json.gz", gzip(container(nameless(4))));
        var scan = collector.collect(folder);

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
        assertThat(scan.getRecords().getStored()).isEqualTo(6);
    }

    @Test
    void recordsWithoutEventIdOrAccountAreRejectedInADamagedObject() throws IOException {
        var some = nameless(1) + "," + homeless(2) + "," + records(3);
        var cut = gzip(container(some + "," + records(400)));
        write(KEY + "a.json", (container(some).replace("]}", "") + ",{\"cut").getBytes(UTF_8));
        write(KEY + "b.json.gz", Arrays.copyOf(cut, cut.length - 30));
        write(KEY + "c.jsonl", (nameless(1) + "\n{broken}\n" + records(1) + "\n").getBytes(UTF_8));
        var scan = collector.collect(folder);

        assertThat(scan.getObjects().getUnreadable()).isEqualTo(2);
        assertRejected(scan, RejectionReason.REJECTION_REASON_NO_ID, 3);
        assertRejected(scan, RejectionReason.REJECTION_REASON_NO_ACCOUNT, 2);
        assertThat(Stored.number(database, "select count(*) from event where event_time < '2024-05-01T00:00:00Z'"))
                .as("stored without an id or account of their own")
                .isZero();
    }

    @Test
    void whatIsNoLogIsLeftAloneAndReportedOnce() throws IOException {
        write("README.md", "# Logs\n\nOf the organization.".getBytes(UTF_8));
        write("LICENSE", "MIT License".getBytes(UTF_8));
        write("notes/README.txt", "Ask Anna.".getBytes(UTF_8));
        write("x.parquet", "PAR1....PAR1".getBytes(UTF_8));
        write("events.txt", (records(1) + "\t" + homed(7, 1)).getBytes(UTF_8));
        write("part-0001", container(homed(8, 1)).getBytes(UTF_8));
        var scan = collector.collect(folder);
        var again = collector.collect(folder);

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
        assertThat(scan.getRecords().getStored()).isEqualTo(3);
        assertThat(scan.getRecords().getRejected()).isZero();
        assertThat(scan.getObjects().getLeftAlone()).isEqualTo(4);
        assertThat(scan.getObjects().getLeftAloneUrisList())
                .hasSize(4)
                .allMatch(uri -> uri.startsWith("file:"))
                .anyMatch(uri -> uri.endsWith("/notes/README.txt"));
        assertThat(again.getObjects().getLeftAlone()).isZero();
        assertThat(again.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
    }

    @Test
    void aLogInAnotherFormatIsAGapThatNamesTheFormat() throws IOException {
        write("logs.zip", new byte[] {'P', 'K', 3, 4, 20, 0});
        write("error.json", "<!DOCTYPE html><html></html>".getBytes(UTF_8));
        write("host.json", "Nov 20 10:00:00 host started".getBytes(UTF_8));
        var scan = collector.collect(folder);

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
        assertThat(scan.getFailuresList())
                .extracting(failure -> failure.getCode() + " " + failure.getMessage())
                .anyMatch(failure -> failure.equals("UNSUPPORTED_FORMAT is a zip archive: unpack it first"))
                .anyMatch(failure -> failure.startsWith("UNSUPPORTED_FORMAT is an HTML page"))
                .anyMatch(failure -> failure.startsWith("INVALID_JSON"));
    }

    /** More months than a batch makes partitions for share one, and move when their month gets its own. */
    @Test
    void aFileOfThousandsOfDaysCountsAndMakesFewPartitions() throws IOException {
        int days = 3_000;
        write(
                "many.json",
                container(IntStream.range(0, days)
                                .mapToObj(i -> record(i, "2010-01-01T00:00:00Z", i))
                                .collect(Collectors.joining(",")))
                        .getBytes(UTF_8));
        var scan = collector.collect(folder);

        assertThat(scan.getRecords().getStored()).isEqualTo(days);
        assertThat(partitions()).as("partitions").isLessThanOrEqualTo(64);
        assertThat(Stored.number(database, "select count(*) from event_segment_default"))
                .isGreaterThanOrEqualTo(days - 64L * 31);
        assertThat(Stored.bookkeepingErrors(database)).isZero();

        write(
                "later.json",
                container(record(days + 1, "2010-01-01T00:00:01Z", 2_990)).getBytes(UTF_8));
        collector.collect(folder);

        assertThat(Stored.number(
                        database, "select sum(event_count) from event_segment_201803 where day = '2018-03-10'"))
                .as("with the event that moved")
                .isEqualTo(2);
        assertThat(Stored.number(database, "select count(*) from event")).isEqualTo(days + 1L);
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    @Test
    void anObjectThatFitsIsNotSplitBetweenTwoBatches() throws IOException {
        for (int file = 0; file < 10; file++) {
            write("%d.json.gz".formatted(file), gzip(container(homed(file, 40))));
        }
        collector.close();
        collector = new CollectorServer(database, Map.of("collector.workers", 1, "collector.batch-events", 100));
        var scan = collector.collect(folder);

        assertThat(scan.getRecords().getStored()).isEqualTo(400);
        assertThat(Stored.number(database, """
                select count(*)
                from (
                  select (substr(a.event_name, 5)::int) / 10000
                  from event e
                  join action a on a.id = e.action_ref
                  group by 1
                  having count(distinct e.batch_id) > 1) split
                """))
                .as("files in more than one batch")
                .isZero();
        assertThat(Stored.number(database, "select count(*) from batch")).isEqualTo(5);
    }

    /** The record without an id makes the reader start over while the batch already holds what stood before it. */
    @Test
    void anObjectThatIsReadAgainFromItsStartLosesNothing() throws IOException {
        write("a.json.gz", gzip(container(homed(1, 100))));
        write(KEY + "b.json.gz", gzip(container(homed(2, 149) + "," + nameless(3) + "," + homed(4, 50))));
        collector.close();
        collector = new CollectorServer(database, Map.of("collector.workers", 1, "collector.batch-events", 300));
        var scan = collector.collect(folder);

        assertThat(scan.getRecords().getRead()).isEqualTo(300);
        assertThat(scan.getRecords().getStored()).isEqualTo(300);
        assertThat(Stored.number(database, "select count(*) from event")).isEqualTo(300);
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    private long partitions() {
        return Stored.number(database, "select count(*) from pg_class where relname ~ '^event_segment_[0-9]{6}$'");
    }

    private void assertRejected(Scan scan, RejectionReason reason, long count) {
        assertThat(scan.getRejectionsList())
                .as(scan.toString())
                .filteredOn(rejected -> rejected.getReason() == reason)
                .allMatch(rejected -> rejected.getCount() == count)
                .hasSize(1);
        var records = scan.getRecords();
        assertThat(records.getRead()).isEqualTo(records.getStored() + records.getDuplicate() + records.getRejected());
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    private void write(String name, byte[] bytes) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static String container(String records) {
        return "{\"Records\":[" + records + "]}";
    }

    private static String records(int count) {
        return homed(count, count);
    }

    private static String homed(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> record(seed * 10_000 + i, "2024-05-01T10:00:00Z", 0))
                .collect(Collectors.joining(","));
    }

    private static String nameless(int number) {
        return record(number, "2024-04-30T10:00:00Z", 0).replaceAll("\"eventID\":\"[^\"]*\",", "");
    }

    private static String homeless(int number) {
        return record(number, "2024-04-30T10:00:00Z", 0).replaceAll(",\"recipientAccountId\":\"[^\"]*\"", "");
    }

    private static String record(int number, String time, int daysLater) {
        return """
                {"userIdentity":{"type":"AWSService","invokedBy":"s3.amazonaws.com"},"eventTime":"%s",\
                "eventSource":"s3.amazonaws.com","eventName":"Name%d","awsRegion":"eu-west-1",\
                "eventID":"00000000-0000-4000-8000-%012x","recipientAccountId":"111122223333"}""".formatted(Instant.parse(time).plus(Duration.ofDays(daysLater)), number, number);
    }

    private static byte[] gzip(String text) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
