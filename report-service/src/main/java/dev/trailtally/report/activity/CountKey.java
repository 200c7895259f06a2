package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.ActivityCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The place of a count in the order of the counts: by owner (principal key or region), then value. */
record CountKey(String owner, String value) {

    static final int SIZE = 2;

    static CountKey of(ActivityCount count) {
        return new CountKey(count.hasPrincipal() ? count.getPrincipal().getKey() : count.getRegion(), count.getValue());
    }

    /** Null for the first page. */
    static @Nullable CountKey of(@Nullable List<String> parts) {
        return parts == null ? null : new CountKey(parts.getFirst(), parts.getLast());
    }

    List<String> parts() {
        return List.of(owner, value);
    }

    static Binds binds(@Nullable CountKey after) {
        return new Binds()
                .with("resumed", after != null)
                .with("last_owner", after == null ? "" : after.owner)
                .with("last_value", after == null ? "" : after.value);
    }
}
