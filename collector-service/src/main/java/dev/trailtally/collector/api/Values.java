package dev.trailtally.collector.api;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.trailtally.rpc.AccountIds;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Accounts, times and durations as the contract has them. */
final class Values {

    private Values() {}

    static String account(@Nullable Long accountId) {
        return accountId == null ? "" : AccountIds.format(accountId);
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder().setSeconds(duration.toSeconds()).build();
    }

    static Duration seconds(double seconds) {
        return Duration.newBuilder().setSeconds(Math.round(seconds)).build();
    }
}
