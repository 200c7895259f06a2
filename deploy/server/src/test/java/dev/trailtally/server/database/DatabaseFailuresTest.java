package dev.trailtally.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFailuresTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "25006", "3F000", "40001", "40P01", "42501", "42703", "42883", "42P01", "53200", "53300",
                "55P03", "57014", "57P01", "57P02", "57P03", "58030"
            })
    void aCallThatFailsForNowIsUnavailableAndSaysWhenToCallAgain(String state) {
        var failure = DatabaseFailures.toRpc(new SQLException("refused", state));

        assertThat(failure.getStatus().getCode()).as(state).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(hasRetryInfo(failure)).as("RetryInfo of " + state).isTrue();
    }

    @Test
    void aPoolWithoutConnectionsIsUnavailable() {
        var failure = DatabaseFailures.toRpc(new SQLTransientConnectionException("no connection in time"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aFullDiskIsResourceExhausted() {
        var failure = DatabaseFailures.toRpc(new SQLException("no space", "53100"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(hasRetryInfo(failure)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "23505", "42601", "42804", "XX000"})
    void aDefectIsInternalAndNotToBeRepeated(String state) {
        var failure = DatabaseFailures.toRpc(new SQLException("a defect", state));

        assertThat(failure.getStatus().getCode()).as(state).isEqualTo(Status.Code.INTERNAL);
        assertThat(hasRetryInfo(failure)).as("RetryInfo of " + state).isFalse();
    }

    @Test
    void theFailureOfTheDatabaseIsFoundAmongTheCauses() {
        assertThat(DatabaseFailures.isTransient(new IllegalStateException(new SQLException("gone", "57P01"))))
                .isTrue();
        assertThat(DatabaseFailures.isTransient(new IllegalStateException("no database")))
                .isFalse();
    }

    private static boolean hasRetryInfo(StatusRuntimeException failure) {
        return StatusProto.fromThrowable(failure).getDetailsList().stream()
                .anyMatch((Any detail) -> detail.is(RetryInfo.class));
    }
}
