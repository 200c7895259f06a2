package dev.trailtally.rpc;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Times of the contract. */
public final class RpcTimes {

    private static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private RpcTimes() {}

    /** The nearest value that a timestamp can hold, years 0001 to 9999: others could not be read or written as JSON. */
    public static Timestamp timestamp(Instant instant) {
        var held = instant.isBefore(MIN) ? MIN : instant.isAfter(MAX) ? MAX : instant;
        return Timestamp.newBuilder()
                .setSeconds(held.getEpochSecond())
                .setNanos(held.getNano())
                .build();
    }

    public static Timestamp timestamp(long epochSecond) {
        return timestamp(Instant.ofEpochSecond(epochSecond));
    }

    public static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
