package dev.trailtally.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.event.RecordText;
import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addenda whose time is not that of the event that they repeat. */
class AddendumTest {

    private static final Instant TIME = Instant.parse("2024-05-01T10:00:00Z");
    private static final List<Integer> DELAYS = List.of(1, 3 * 86_400, -3 * 86_400);
    private static final int EVENTS = 1_000;
    private static final int FILE = 10;

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
    void anEventAndItsAddendaOfOneBatchCountOnce() throws IOException {
        var records = new ArrayList<RecordText>();
        for (int i = 0; i < DELAYS.size(); i++) {
            records.addAll(List.of(original(2 * i), addendum(2 * i, DELAYS.get(i))));
            records.addAll(List.of(addendum(2 * i + 1, DELAYS.get(i)), original(2 * i + 1)));
        }
        write("all.json", records);
        try (var collector = new CollectorServer(database)) {
            var scan = collector.collect(folder);

            assertThat(scan.getRecords().getDuplicate()).isEqualTo(6);
            assertStoredOnce(6);
            assertThat(Stored.number(database, "select count(*) from event where event_time = '" + TIME + "'"))
                    .as("events at the time of the event, not of its addendum")
                    .isEqualTo(6);
        }
    }

    @Test
    void anEventAndItsAddendaOfSeveralBatchesCountOnceWhicheverComesFirst() throws IOException {
        try (var collector = new CollectorServer(database)) {
            var first = new ArrayList<RecordText>();
            var second = new ArrayList<RecordText>();
            var third = new ArrayList<RecordText>();
            for (int i = 0; i < DELAYS.size(); i++) {
                first.addAll(List.of(original(2 * i), addendum(2 * i + 1, DELAYS.get(i))));
                second.addAll(List.of(addendum(2 * i, DELAYS.get(i)), original(2 * i + 1)));
                third.addAll(List.of(addendum(2 * i, 60), addendum(2 * i + 1, 60)));
            }
            write("1.json", first);
            collector.collect(folder);
            write("2.json", second);
            var later = collector.collect(folder);
            write("3.json", third);
            var again = collector.collect(folder);

            assertThat(later.getRecords().getDuplicate()).isEqualTo(6);
            assertThat(again.getRecords().getDuplicate()).isEqualTo(6);
            assertStoredOnce(6);
        }
    }

    @Test
    void collectorsAtOnceStoreAnEventOrItsAddendum() throws IOException {
        var records = new ArrayList<RecordText>();
        for (int i = 0; i < EVENTS; i++) {
            records.add(original(i));
            records.add(addendum(i, DELAYS.get(i % DELAYS.size())));
        }
        Collections.shuffle(records, new Random(7));
        for (int from = 0; from < records.size(); from += FILE) {
            write(from + ".json", records.subList(from, from + FILE));
        }
        var small = Map.<String, Object>of("collector.batch-events", 100, "collector.workers", 2);
        try (var one = new CollectorServer(database, small);
                var other = new CollectorServer(database, small)) {
            var scan = other.await(one.create(CollectorServer.folder(folder).build()));

            assertThat(scan.getRecords().getStored()).isEqualTo(EVENTS);
            assertThat(scan.getRecords().getDuplicate()).isEqualTo(EVENTS);
            assertStoredOnce(EVENTS);
        }
    }

    private void assertStoredOnce(int events) {
        assertThat(Stored.number(database, "select count(distinct event_id) from event"))
                .as("events")
                .isEqualTo(events);
        assertThat(Stored.number(database, "select count(*) from event"))
                .as("stored")
                .isEqualTo(events);
        assertThat(Stored.number(
                        database,
                        "select count(*) from event_original_id o join event using (account_id, event_time, event_id)"))
                .as("ids kept of stored events")
                .isEqualTo(Stored.number(database, "select count(*) from event_original_id"));
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    private static RecordText original(int number) {
        return RecordText.of("PutBucketPolicy", number).with("eventTime", "'" + TIME + "'");
    }

    private static RecordText addendum(int number, int seconds) {
        return RecordText.of("PutBucketPolicy", number)
                .with("eventTime", "'" + TIME.plusSeconds(seconds) + "'")
                .with("eventID", "'0d187b4a-22c3-41d2-b8c3-%012d'".formatted(number))
                .with("addendum", "{'reason':'UPDATED_DATA','originalEventID':'PutBucketPolicy %d'}".formatted(number));
    }

    private void write(String name, List<RecordText> records) throws IOException {
        Files.writeString(folder.resolve(name), RecordText.object(records), UTF_8);
    }
}
