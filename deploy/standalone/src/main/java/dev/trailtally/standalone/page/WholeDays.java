package dev.trailtally.standalone.page;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Interval;

/** UTC days, by which the reports of several accounts count. */
public final class WholeDays {

    private static final long DAY_SECONDS = 24 * 60 * 60;

    private WholeDays() {}

    /** The interval with its ends moved outwards to midnights of UTC. */
    public static Interval around(Interval interval) {
        return Interval.newBuilder()
                .setStartTime(midnight(Math.floorDiv(interval.getStartTime().getSeconds(), DAY_SECONDS)))
                .setEndTime(midnight(Math.ceilDiv(interval.getEndTime().getSeconds(), DAY_SECONDS)))
                .build();
    }

    private static Timestamp midnight(long day) {
        return Timestamp.newBuilder().setSeconds(day * DAY_SECONDS).build();
    }
}
