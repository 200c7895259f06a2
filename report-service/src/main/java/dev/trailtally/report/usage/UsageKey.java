package dev.trailtally.report.usage;

import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.v1.ServiceUsage;
import java.util.Comparator;
import java.util.List;

/** The position of a row in the order of the rows. */
record UsageKey(String region, String eventSource, String eventName, String errorCode) implements Comparable<UsageKey> {

    static final int SIZE = 4;

    private static final Comparator<UsageKey> ORDER = Comparator.comparing(UsageKey::region, Text.ORDER)
            .thenComparing(UsageKey::eventSource, Text.ORDER)
            .thenComparing(UsageKey::eventName, Text.ORDER)
            .thenComparing(UsageKey::errorCode, Text.ORDER);

    static UsageKey of(ServiceUsage row) {
        return new UsageKey(row.getRegion(), row.getEventSource(), row.getEventName(), row.getErrorCode());
    }

    static UsageKey of(List<String> parts) {
        return new UsageKey(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    List<String> parts() {
        return List.of(region, eventSource, eventName, errorCode);
    }

    @Override
    public int compareTo(UsageKey other) {
        return ORDER.compare(this, other);
    }
}
