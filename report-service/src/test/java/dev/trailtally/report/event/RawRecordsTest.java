package dev.trailtally.report.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.event.DayEvents.StoredEvent;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.Event;
import dev.trailtally.schema.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RawRecordsTest {

    private static final Instant FIRST_DAY = Instant.parse("2024-02-01T09:00:00Z");
    private static final Sql OPENED = new Sql("""
            select relname
            from pg_locks
            join pg_class on pg_class.oid = relation
            where pid = pg_backend_pid()
            and relname ~ '^event_raw_(default|[0-9]+)$'
            order by relname
            """);

    private static TestDatabase database;

    @BeforeAll
    static void fill() throws SQLException, IOException {
        database = TestDatabase.create();
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var insert = owner.prepareStatement("insert into event_raw values (1, ?, ?, ?)")) {
            statement.execute("select ensure_event_month(date '2024-02-01' + 31 * n) from generate_series(0, 3) n");
            for (int day = 0; day < 4; day++) {
                insert.setObject(1, OffsetDateTime.ofInstant(key(day).time(), ZoneOffset.UTC));
                insert.setObject(2, key(day).id());
                insert.setBytes(3, deflated("{\"day\":" + day + "}"));
                insert.executeUpdate();
            }
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void theMonthsOfTheEventsAloneAreOpened() {
        var opened = snapshots().read(snapshot -> {
            addTo(snapshot, List.of(event(1), event(2)), Long.MAX_VALUE);
            return snapshot.list(OPENED, new Binds(), row -> row.text("relname"));
        });

        assertThat(opened).containsExactly("event_raw_202403", "event_raw_202404");
    }

    @Test
    void jsonIsAddedUpToTheEventThatMakesItTooMuch() {
        var events = IntStream.range(0, 4).mapToObj(RawRecordsTest::event).toList();

        snapshots().read(snapshot -> addTo(snapshot, events, 12));

        assertThat(events.stream().map(event -> event.event().getRaw()))
                .containsExactly("{\"day\":0}", "{\"day\":1}", "", "");
    }

    private static int addTo(Snapshot snapshot, List<StoredEvent> events, long maxLength) throws SQLException {
        RawRecords.addTo(snapshot, events, maxLength);
        return events.size();
    }

    private static StoredEvent event(int day) {
        return new StoredEvent(key(day), Event.newBuilder());
    }

    private static EventKey key(int day) {
        return new EventKey(FIRST_DAY.plus(Duration.ofDays(31L * day)), 1, new UUID(0, day));
    }

    private static byte[] deflated(String json) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Snapshots snapshots() {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser("report");
        dataSource.setPassword(TestDatabase.PASSWORD);
        return new Snapshots(dataSource, Duration.ofSeconds(30));
    }
}
