package dev.trailtally.report.snapshot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumbersTest {

    @Test
    void numbersAreThoseThatPostgresSent() throws SQLException {
        try (var database = TestDatabase.create()) {
            assertThat(sent(database, "'{}'::bigint[]")).isEmpty();
            assertThat(sent(database, "'{7,7,7}'::bigint[]")).containsExactly(7, 7, 7);
            assertThat(sent(database, "'{-2,0,2147483647}'::integer[]")).containsExactly(-2, 0, Integer.MAX_VALUE);
            assertThat(sent(database, "'{1,-3000000000,2147483648}'::bigint[]"))
                    .containsExactly(1, -3_000_000_000L, 2_147_483_648L);
            assertThat(sent(database, "'{3,-1}'::smallint[]")).containsExactly(3, -1);
            assertThat(sent(database, "'{f,t,f}'::boolean[]")).containsExactly(0, 1, 0);
            assertThatIllegalArgumentException().isThrownBy(() -> sent(database, "'{1,null}'::bigint[]"));
        }
    }

    private static long[] sent(TestDatabase database, String array) throws SQLException {
        try (var connection = database.owner();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select array_send(" + array + ")")) {
            assertThat(rows.next()).isTrue();
            var numbers = Numbers.ofSent(requireNonNull(rows.getBytes(1)));
            return IntStream.range(0, numbers.size()).mapToLong(numbers::at).toArray();
        }
    }
}
