package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class ExactlyOnceTest {

    private static final Map<String, Object> SMALL_BATCHES =
            Map.of("collector.batch-events", 300, "collector.lease", "3s", "collector.workers", 2);

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void twoCollectorsAtOnceCountEveryEventOnce() {
        var tree = new LogTree(1).write(folder, 150, 100);
        try (var one = new CollectorServer(database, SMALL_BATCHES);
                var other = new CollectorServer(database, SMALL_BATCHES)) {
            var scan = other.await(one.create(CollectorServer.folder(folder).build()));

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan.getRecords())
                    .isEqualTo(RecordCounts.newBuilder()
                            .setRead(tree.records)
                            .setStored(tree.uniqueCount())
                            .setDuplicate(tree.records - tree.uniqueCount())
                            .build());
            assertThat(Stored.counts(database)).isEqualTo(tree.unique);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    @Test
    void aBatchThatCannotBeSerializedIsWrittenAgain() {
        var tree = new LogTree(3).write(folder, 4, 100);
        // A number of a sequence is not taken back with the transaction.
        Stored.update(database, """
                create sequence refusal;
                create function refuse_first() returns trigger language plpgsql security definer as $$
                begin
                  if nextval('refusal') <= 2 then
                    raise 'could not serialize access' using errcode = '40001';
                  end if;
                  return null;
                end
                $$;
                create trigger refuse_first after insert on pending_count
                for each statement execute function refuse_first()
                """);
        try (var collector = new CollectorServer(database, SMALL_BATCHES)) {
            var scan = collector.collect(folder);

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan.getRecords().getRejected()).isZero();
            assertThat(Stored.number(database, "select last_value from refusal"))
                    .as("writes, two of which were refused")
                    .isGreaterThan(2);
            assertThat(Stored.counts(database)).isEqualTo(tree.unique);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    @Test
    void anObjectLargerThanABatchIsResumedWhereItsLastBatchEnded() {
        var tree = new LogTree(2).write(folder, 2, 7_000);
        try (var collector = new CollectorServer(database, SMALL_BATCHES)) {
            var scan = collector.collect(folder);

            assertThat(scan.getRecords().getRead()).isEqualTo(tree.records);
            assertThat(Stored.counts(database)).isEqualTo(tree.unique);
            assertThat(Stored.number(database, "select count(*) from batch")).isGreaterThan(40);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    @Test
    @EnabledIf("dev.trailtally.collector.Truth#isThere")
    void realFilesInRandomOrderByTwoCollectorsKeepTheirTruth() throws IOException {
        var truth = Truth.of("s3");
        var scans = new ArrayList<Scan>();
        try (var one = new CollectorServer(database, SMALL_BATCHES);
                var other = new CollectorServer(database, SMALL_BATCHES)) {
            var ids = new ArrayList<String>();
            for (var file : shuffledFiles(Truth.FIXTURES.resolve("s3"))) {
                ids.add((ids.size() % 2 == 0 ? one : other)
                        .create(CollectorServer.folder(file).build()));
            }
            ids.forEach(id -> scans.add(one.await(id)));

            assertThat(scans).allMatch(scan -> scan.getState() == ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scans.stream()
                            .mapToLong(scan -> scan.getRecords().getRead())
                            .sum())
                    .isEqualTo(truth.all("events_raw"));
            assertThat(scans.stream()
                            .mapToLong(scan -> scan.getRecords().getDuplicate())
                            .sum())
                    .isEqualTo(truth.all("events_raw") - truth.all("events_unique"));
            assertThat(Stored.counts(database)).isEqualTo(truth.counts());
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    private static List<Path> shuffledFiles(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            var shuffled =
                    new ArrayList<>(files.filter(Files::isRegularFile).sorted().toList());
            Collections.shuffle(shuffled, new Random(4));
            return shuffled;
        }
    }
}
