package dev.trailtally.report.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.snapshot.KnownRows.Source;
import dev.trailtally.schema.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class KnownRowsTest {

    private record Content(long number) implements KnownRows.Kept {

        @Override
        public int bytes() {
            return Long.BYTES;
        }
    }

    private static final Source<Content> SOURCE = new Source<>(
            Content.class,
            Sql.plannedOnce("select array_send('{1}'::bigint[]) as row_ids, :server::text as server_started"),
            Sql.plannedOnce("select 1::bigint as row_id, :number::bigint as number where 1 = any(:row_ids)"),
            1,
            row -> new Content(row.number("number")));

    private final KnownRows known = new KnownRows();

    @Test
    void rowsAreReadAgainOnceTheServerWasStartedAgain() {
        try (var database = TestDatabase.create()) {
            assertThat(read(database, "first start", 5)).containsExactly(5L);
            assertThat(read(database, "first start", 6))
                    .as("the row is in memory")
                    .containsExactly(5L);
            assertThat(read(database, "second start", 7)).containsExactly(7L);
        }
    }

    private List<Long> read(TestDatabase database, String server, long number) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser("report");
        dataSource.setPassword(TestDatabase.PASSWORD);
        return new Snapshots(dataSource, Duration.ofSeconds(30)).read(snapshot -> {
            var numbers = new ArrayList<Long>();
            var binds = new Binds().with("server", server).with("number", number);
            known.each(snapshot, SOURCE, binds, content -> numbers.add(content.number()));
            return numbers;
        });
    }
}
