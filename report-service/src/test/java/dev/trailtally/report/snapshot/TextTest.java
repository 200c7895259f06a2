package dev.trailtally.report.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class TextTest {

    private static final int[] CODE_POINTS = {'a', 'b', ':', 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF};

    @Test
    void theOrderIsThatOfBytesInUtf8() {
        var random = new SplittableRandom(1);
        var texts = Stream.generate(() -> text(random)).limit(2_000).toList();

        assertThat(texts.stream().sorted(Text.ORDER).toList())
                .isEqualTo(texts.stream()
                        .sorted(Comparator.comparing(
                                text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                        .toList());
    }

    private static String text(SplittableRandom random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
        }
        return text.toString();
    }

    @Test
    void aTextIsReadFromTheDatabaseOnce() throws SQLException {
        try (var database = TestDatabase.create()) {
            var snapshots = snapshots(database);
            execute(database, "insert into region (id, region) values (7, 'eu-west-1')");
            assertThat(region(snapshots)).isEqualTo("eu-west-1");

            execute(database, "delete from region where id = 7");

            assertThat(region(snapshots)).as("a text that was read before").isEqualTo("eu-west-1");
        }
    }

    private static String region(Snapshots snapshots) {
        return snapshots.read(snapshot -> snapshot.texts(new References().with(Dictionary.REGION, 7))
                .of(Dictionary.REGION, 7)
                .main());
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.owner();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Snapshots snapshots(TestDatabase database) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser("report");
        dataSource.setPassword(TestDatabase.PASSWORD);
        return new Snapshots(dataSource, Duration.ofSeconds(30));
    }
}
