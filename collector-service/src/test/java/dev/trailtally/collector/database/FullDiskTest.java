package dev.trailtally.collector.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.schema.TestDatabase;
import io.micronaut.data.exceptions.DataAccessException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** How a full disk of the database is met and forgotten. */
class FullDiskTest {

    private final AtomicLong nanos = new AtomicLong(5);
    private final FullDisk fullDisk = new FullDisk(nanos::get);

    @Test
    void aRefusalIsRememberedForSomeSecondsAfterTheLastOne() {
        fullDisk.check(new SQLException("full", "53100"));
        nanos.addAndGet(FullDisk.REMEMBERED.toNanos() - 1);
        assertThat(fullDisk.isFull()).isTrue();

        fullDisk.check(new SQLException("full", "53100"));
        nanos.addAndGet(FullDisk.REMEMBERED.toNanos() - 1);
        assertThat(fullDisk.isFull()).as("refused again").isTrue();

        nanos.incrementAndGet();
        assertThat(fullDisk.isFull()).as("not refused any more").isFalse();
    }

    @Test
    void aBatchThatIsWrittenOvercomesIt() {
        fullDisk.check(new SQLException("full", "53100"));
        fullDisk.overcome();

        assertThat(fullDisk.isFull()).isFalse();
    }

    @Test
    void otherRefusalsAreNone() {
        fullDisk.check(new SQLException("broken", "08006"));
        fullDisk.check(new SQLException("no state"));

        assertThat(fullDisk.isFull()).isFalse();
    }

    @Test
    void aStatementAndATransactionMeetIt() {
        try (var database = TestDatabase.create()) {
            var dataSource = new PGSimpleDataSource();
            dataSource.setUrl(database.url());
            dataSource.setUser("collector");
            dataSource.setPassword(TestDatabase.PASSWORD);
            var scans = new ScanDatabase(dataSource, fullDisk);

            assertThatThrownBy(() -> scans.statement(FullDiskTest::refuse)).isInstanceOf(DataAccessException.class);
            assertThat(fullDisk.isFull()).isTrue();

            fullDisk.overcome();
            assertThatThrownBy(() -> scans.transaction(FullDiskTest::refuse)).isInstanceOf(DataAccessException.class);
            assertThat(fullDisk.isFull()).isTrue();
        }
    }

    private static boolean refuse(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute("do $$ begin raise exception 'no space left' using errcode = '53100'; end $$");
        }
    }
}
