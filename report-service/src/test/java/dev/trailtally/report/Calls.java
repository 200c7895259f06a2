package dev.trailtally.report;

import dev.trailtally.report.Fixture.TestEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Events of principals if only the caller and the call matter. */
final class Calls {

    private final long accountId;
    private final String principal;
    private final List<TestEvent> events;

    Calls(long accountId, String principal) {
        this(accountId, principal, new ArrayList<>());
    }

    private Calls(long accountId, String principal, List<TestEvent> events) {
        this.accountId = accountId;
        this.principal = principal;
        this.events = events;
    }

    /** More calls, by another principal of the account. */
    Calls of(String other) {
        return new Calls(accountId, other, events);
    }

    /** A service without a dot stands for its event source. */
    void add(String service, String name, Instant time, String error) {
        boolean whole = service.contains(".") || service.contains("\"");
        var source = whole ? service : service + ".amazonaws.com";
        var id = new UUID(accountId, events.size());
        events.add(new TestEvent(
                accountId,
                time,
                id,
                "eu-central-1",
                source,
                name,
                error,
                !error.isEmpty(),
                principal,
                "",
                "",
                "203.0.113.9",
                "test",
                false));
    }

    List<TestEvent> events() {
        return events;
    }
}
