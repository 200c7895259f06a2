package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.ActivityCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The position of a count in the order of the counts: by owner (principal key or region), value, then type. */
record CountKey(String owner, String value, String type) {

    static final int SIZE = 3;

    static CountKey of(ActivityCount count) {
        var principal = count.getPrincipal();
        return new CountKey(
                count.hasPrincipal() ? principal.getKey() : count.getRegion(), count.getValue(), principal.getType());
    }

    /** Null for the first page. */
    static @Nullable CountKey of(@Nullable List<String> parts) {
        return parts == null ? null : new CountKey(parts.getFirst(), parts.get(1), parts.getLast());
    }

    List<String> parts() {
        return List.of(owner, value, type);
    }

    static Binds binds(@Nullable CountKey after) {
        return new Binds()
                .with("resumed", after != null)
                .with("last_owner", after == null ? "" : after.owner)
                .with("last_value", after == null ? "" : after.value)
                .with("last_type", after == null ? "" : after.type);
    }
}
