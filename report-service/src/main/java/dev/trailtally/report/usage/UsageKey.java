package dev.trailtally.report.usage;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.ServiceUsage;
import java.util.List;

/** The position of a row in the order of the rows. */
record UsageKey(String region, String eventSource, String eventName, String errorCode) {

    static final int SIZE = 4;
    static final UsageKey FIRST = new UsageKey("", "", "", "");

    static UsageKey of(ServiceUsage row) {
        return new UsageKey(row.getRegion(), row.getEventSource(), row.getEventName(), row.getErrorCode());
    }

    static UsageKey of(List<String> parts) {
        return new UsageKey(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    List<String> parts() {
        return List.of(region, eventSource, eventName, errorCode);
    }

    Binds binds() {
        return new Binds()
                .with("last_region", region)
                .with("last_event_source", eventSource)
                .with("last_event_name", eventName)
                .with("last_error_code", errorCode);
    }
}
