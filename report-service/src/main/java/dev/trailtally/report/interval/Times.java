package dev.trailtally.report.interval;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.rpc.RpcTimes;
import java.time.Instant;

/** Converts between the contract's timestamps and instants. */
public final class Times {

    private Times() {}

    public static Timestamp timestamp(Instant instant) {
        return RpcTimes.timestamp(instant);
    }

    public static Timestamp timestamp(long epochSecond) {
        return timestamp(Instant.ofEpochSecond(epochSecond));
    }

    public static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    public static Interval interval(Span span) {
        return Interval.newBuilder()
                .setStartTime(timestamp(span.start()))
                .setEndTime(timestamp(span.end()))
                .build();
    }
}
