package dev.trailtally.report.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFailuresTest {

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001", "53200", "53300", "57P01", "57P02", "57P03", "58030", "08006"})
    void aReportThatFailsForNowCanBeRepeated(String state) {
        assertThat(SqlFailures.toRpc(new SQLException("refused", state))
                        .getStatus()
                        .getCode())
                .as(state)
                .isEqualTo(Status.Code.UNAVAILABLE);
    }
}
