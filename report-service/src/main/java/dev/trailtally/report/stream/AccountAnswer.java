package dev.trailtally.report.stream;

import dev.trailtally.report.v1.ReportScope;
import java.util.List;

/** An account's messages, which follow each other in the stream, and what it adds to the totals. */
public record AccountAnswer<M>(List<M> messages, ReportScope scope, long eventCount, long failedCount) {

    public AccountAnswer {
        messages = List.copyOf(messages);
    }
}
