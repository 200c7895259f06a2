package dev.trailtally.benchmarks.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.report.v1.AccountServiceUsage;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import dev.trailtally.report.v1.StreamTotals;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTimeTest {

    private static final StreamServiceUsageResponse ACCOUNT = StreamServiceUsageResponse.newBuilder()
            .setAccount(AccountServiceUsage.newBuilder().setAccountId("012345678901"))
            .build();

    @Test
    void itCountsMessagesAndBytesAndTakesTheRestFromTheTotals() {
        var totals = totals(StreamTotals.newBuilder().setAnsweredCount(1).setEventCount(7));

        var time = time(List.of(ACCOUNT, totals));

        assertThat(time.messages()).isEqualTo(2);
        assertThat(time.bytes()).isEqualTo(ACCOUNT.getSerializedSize() + totals.getSerializedSize());
        assertThat(time.accounts()).isEqualTo(1);
        assertThat(time.events()).isEqualTo(7);
        assertThat(time.first()).isPositive().isLessThanOrEqualTo(time.last());
    }

    @Test
    void anAccountThatCouldNotBeAnsweredEndsTheBenchmark() {
        var totals = totals(StreamTotals.newBuilder().setAnsweredCount(1).setFailedCount(2));

        assertThatThrownBy(() -> time(List.of(ACCOUNT, totals))).hasMessage("any: 2 accounts could not be answered");
    }

    private static StreamTime time(List<StreamServiceUsageResponse> messages) {
        return StreamTime.of("any", 3, messages::iterator, StreamServiceUsageResponse::getTotals);
    }

    private static StreamServiceUsageResponse totals(StreamTotals.Builder totals) {
        return StreamServiceUsageResponse.newBuilder().setTotals(totals).build();
    }
}
