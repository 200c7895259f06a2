package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Text;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The position of a count in the order of the counts: by owner (principal key or region), value, then type. */
record CountKey(String owner, String value, String type) implements Comparable<CountKey> {

    static final int SIZE = 3;

    private static final Comparator<CountKey> ORDER = Comparator.comparing(CountKey::owner, Text.ORDER)
            .thenComparing(CountKey::value, Text.ORDER)
            .thenComparing(CountKey::type, Text.ORDER);

    /** Null for the first page. */
    static @Nullable CountKey of(@Nullable List<String> parts) {
        return parts == null ? null : new CountKey(parts.getFirst(), parts.get(1), parts.getLast());
    }

    List<String> parts() {
        return List.of(owner, value, type);
    }

    @Override
    public int compareTo(CountKey other) {
        return ORDER.compare(this, other);
    }
}
