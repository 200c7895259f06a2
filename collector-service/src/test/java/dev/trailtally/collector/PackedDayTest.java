package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import dev.trailtally.schema.TestEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many small segments of a day become few, and no roll-up misses the events of the batch that packs them. */
class PackedDayTest {

    @TempDir
    Path folder;

    @Test
    void theBatchThatMakesSmallSegmentsManyPacksThoseThatAreRolledUp() throws SQLException, IOException {
        try (var database = TestDatabase.create();
                var collector = new CollectorServer(database)) {
            storeSmallSegments(database, 63);
            writeOneEvent();
            collector.collect(folder);

            assertThat(Stored.number(database, "select count(*) from event")).isEqualTo(64);
            assertThat(Stored.number(database, "select count(*) from event_segment"))
                    .as("the packed segment, and that of the last batch")
                    .isEqualTo(2);
            assertThat(Stored.number(database, "select small_count from event_day"))
                    .isEqualTo(1);
            assertThat(Stored.number(database, """
                            select count(*)
                            from ledger l
                            where rolled_up_at is null
                            and event_count = (
                              select sum(event_count)
                              from event_segment s
                              where s.batch_id = l.batch_id
                            )
                            """))
                    .as("pending batches whose events are all found")
                    .isEqualTo(1);
        }
    }

    /** Of batches with one event each, which are rolled up. */
    private static void storeSmallSegments(TestDatabase database, int count) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            TestEvents.open(owner);
            statement.execute("""
                    insert into new_event
                    select 111122223333, timestamptz '2024-05-01 09:00:00Z' + n * interval '1 second', gen_random_uuid(),
                      1000 + n, 0, 0, 0, 0, '', '', 0, 0, false
                    from generate_series(1, %d) n
                    """.formatted(count));
            TestEvents.store(owner);
            statement.execute("update event_day set small_count = event_count");
            statement.execute("""
                    insert into ledger (
                      account_id, day, batch_id, event_count, first_event_time, last_event_time, rolled_up_at
                    )
                    select account_id, day, batch_id, event_count, first_event_time, last_event_time, now()
                    from event_segment
                    """);
        }
    }

    private void writeOneEvent() throws IOException {
        Files.writeString(folder.resolve("last.json"), """
                {"Records":[{"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"},\
                "eventTime":"2024-05-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject",\
                "awsRegion":"eu-west-1","eventID":"last","recipientAccountId":"111122223333"}]}""");
    }
}
