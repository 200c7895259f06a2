package dev.trailtally.collector.scan;

import static dev.trailtally.collector.scan.ScanFixture.bucket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.collector.source.S3StandIn;
import dev.trailtally.schema.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ListerTest {

    private static final String DAY = "AWSLogs/111111111111/CloudTrail/eu-west-1/2023/07/10/";
    private static final String LATE = "AWSLogs/111111111111/CloudTrail/eu-west-1/2023/07/09/";

    private final S3StandIn s3 = new S3StandIn();
    private final TestDatabase database = TestDatabase.create();
    private final ScanFixture first = new ScanFixture(database, Path.of("/nowhere"), s3.endpoint());
    private final ScanFixture second = new ScanFixture(database, Path.of("/nowhere"), s3.endpoint());

    @AfterEach
    void stop() {
        first.close();
        second.close();
        database.close();
        s3.close();
    }

    @Test
    void objectsThatLandLateAndOutOfOrderAreListedOnceEach() throws InterruptedException {
        putDay(2_500);
        assertThat(first.listed(bucket("")).scan().listedObjects()).isEqualTo(2_500);
        assertThat(first.readAll()).isEqualTo(2_500);

        // Two deliveries of nine with one timestamp, in reverse order; one from the day before.
        for (char letter = 'r'; letter > 'i'; letter--) {
            s3.put(DAY + "111111111111_CloudTrail_eu-west-1_20230710T1215Z_" + letter + ".json.gz", "late");
        }
        s3.put(LATE + "111111111111_CloudTrail_eu-west-1_20230709T0005Z_z.json.gz", "later");
        var scan = first.listed(bucket("")).scan();
        for (char letter = 'i'; letter >= 'a'; letter--) {
            s3.put(DAY + "111111111111_CloudTrail_eu-west-1_20230710T1215Z_" + letter + ".json.gz", "late");
        }
        var last = first.listed(bucket("")).scan();

        assertThat(scan.listedObjects()).isEqualTo(10);
        assertThat(scan.knownObjects()).isEqualTo(2_500);
        assertThat(last.listedObjects())
                .as("9 new ones and 10 that are not read yet")
                .isEqualTo(19);
        assertThat(last.knownObjects()).isEqualTo(2_500);
        assertThat(first.readAll()).isEqualTo(19);
        assertThat(first.listed(bucket("")).scan().listedObjects()).isZero();
    }

    @Test
    void aListingTakenOverHalfWayCountsEachObjectOnce() throws Exception {
        putDay(2_500);
        s3.put("AWSLogs/111111111111/CloudTrail-Digest/eu-west-1/2023/07/10/d.json.gz", "digest");
        var scan = first.create(bucket(""));
        var goOn = new CountDownLatch(1);
        s3.beforeListing(parameters -> {
            if (parameters.containsKey("continuation-token") && goOn.getCount() > 0) {
                await(goOn);
            }
        });
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var claimed = first.listings.claim().orElseThrow();
            var stuck = thread.submit(() -> {
                first.lister.list(claimed);
                return true;
            });
            Awaitility.await().until(() -> first.progress(scan).scan().listedObjects() == 1_000);
            assertThat(second.listings.claim()).isEmpty();

            s3.beforeListing(parameters -> {});
            first.expireLeases();
            second.listNext();
            goOn.countDown();
            stuck.get();
        }

        var counted = first.progress(scan);
        assertThat(counted.scan().listingDone()).isTrue();
        assertThat(counted.scan().listedObjects()).isEqualTo(2_500);
        assertThat(counted.scan().knownObjects()).isZero();
        assertThat(counted.scan().ignoredObjects()).isEqualTo(1);
        assertThat(counted.counts().getObjects().getPending()).isEqualTo(2_500);
    }

    @Test
    void aCancelledScansObjectsAreReadByTheNext() throws InterruptedException {
        putDay(3);
        var cancelled = first.listed(bucket("")).scan();
        var begun = first.claims.claim(1, Long.MAX_VALUE).getFirst();
        first.scans.cancel(cancelled.scanId());

        assertThat(first.claims.claim(10, Long.MAX_VALUE)).isEmpty();
        var next = first.listed(bucket("")).scan();
        first.finish(begun, "read", null);

        assertThat(next.listedObjects()).isEqualTo(3);
        assertThat(next.knownObjects()).isZero();
        assertThat(first.claims.claim(10, Long.MAX_VALUE))
                .hasSize(2)
                .allSatisfy(object -> assertThat(object.scanId()).isEqualTo(next.scanId()));
    }

    @Test
    void objectsOfAnotherOpenScanAreAwaited() throws InterruptedException {
        putDay(3);
        first.listed(bucket(""));

        var other = second.listed(bucket("AWSLogs/"));

        assertThat(other.scan().listedObjects()).isEqualTo(3);
        assertThat(other.scan().knownObjects()).isZero();
        assertThat(other.counts().getObjects().getPending()).isEqualTo(3);
    }

    @Test
    void whatWasReadInFullIsNotReadForAFilterAndWhatWasFilteredIsReadInFull() throws InterruptedException {
        putDay(2);
        var one = ScanFixture.account(111111111111L);
        assertThat(first.listed(bucket(""), one, false).scan().listedObjects()).isEqualTo(2);
        first.readAll();
        assertThat(first.listed(bucket(""), one, false).scan().knownObjects()).isEqualTo(2);
        assertThat(first.listed(bucket("")).scan().listedObjects()).isEqualTo(2);
        first.readAll();
        var interval = ScanFixture.interval("2023-07-10T00:00:00Z", "2023-07-11T00:00:00Z");
        assertThat(first.listed(bucket(""), interval, false).scan().knownObjects())
                .isEqualTo(2);
        assertThat(first.listed(bucket(""), ScanFixture.ALL, true).scan().listedObjects())
                .isEqualTo(2);
        first.readAll();
        assertThat(first.listed(bucket(""), interval, true).scan().knownObjects())
                .isEqualTo(2);
    }

    @Test
    void whatCouldNotBeFetchedIsTriedAgainAndWhatIsDamagedIsNot() throws InterruptedException {
        putDay(2);
        var scan = first.listed(bucket("")).scan();
        var objects = first.claims.claim(10, Long.MAX_VALUE);
        first.finish(objects.get(0), "unreadable", "AccessDenied");
        first.finish(objects.get(1), "unreadable", "DAMAGED_GZIP");
        first.closer.close();

        var next = first.listed(bucket("")).scan();

        assertThat(next.listedObjects()).isEqualTo(2);
        assertThat(next.knownObjects()).isZero();
        assertThat(first.claims.claim(10, Long.MAX_VALUE))
                .extracting(ClaimedObject::objectId)
                .containsExactly(objects.get(0).objectId());
        assertThat(first.progress(next).counts().getObjects().getUnreadable()).isEqualTo(1);
        assertThat(first.progress(scan).scan().state()).isEqualTo(Scan.State.INCOMPLETE);
        assertThat(first.progress(scan).counts().getFailureCount()).isEqualTo(2);
    }

    @Test
    void twoListingsOfOneSourceAtOnceEachAwaitWhatTheOtherReads() throws Exception {
        putDay(2_500);
        var scans = List.of(first.create(bucket("")), second.create(bucket("")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var instance : List.of(first, second)) {
                var claimed = instance.listings.claim().orElseThrow();
                running.add(threads.submit(() -> {
                    instance.lister.list(claimed);
                    return true;
                }));
            }
            for (var listing : running) {
                listing.get();
            }
        }

        assertThat(scans).allSatisfy(scan -> {
            var progress = first.progress(scan);
            assertThat(progress.scan().listedObjects()).isEqualTo(2_500);
            assertThat(progress.scan().knownObjects()).isZero();
            assertThat(progress.counts().getObjects().getPending()).isEqualTo(2_500);
        });
        assertThat(first.readAll()).isEqualTo(2_500);
        assertThat(first.closer.close()).isFalse();
        assertThat(scans)
                .allSatisfy(
                        scan -> assertThat(first.progress(scan).scan().state()).isEqualTo(Scan.State.SUCCEEDED));
    }

    private void putDay(int count) {
        IntStream.range(0, count)
                .forEach(i -> s3.put(
                        DAY + "111111111111_CloudTrail_eu-west-1_20230710T1215Z_x" + i + ".json.gz", "log " + i));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
