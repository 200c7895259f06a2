package dev.trailtally.rpc;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.function.Consumer;

/** Sets fields of messages that are absent if there is no value, which null stands for. */
public final class OptionalFields {

    private OptionalFields() {}

    public static <T> void set(T value, Consumer<? super T> field) {
        if (value != null) {
            field.accept(value);
        }
    }

    public static void setTime(Instant time, Consumer<? super Timestamp> field) {
        if (time != null) {
            field.accept(RpcTimes.timestamp(time));
        }
    }
}
