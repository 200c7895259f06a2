package dev.trailtally.report.event;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.PageToken;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What identifies an event and orders it among others. */
record EventKey(Instant time, long accountId, UUID id) {

    private static final long LAST_ACCOUNT_ID = 999_999_999_999L;

    static @Nullable EventKey of(ListEventsRequest request) {
        return PageToken.key(
                request,
                3,
                null,
                key -> new EventKey(
                        Instant.parse(key.get(0)),
                        AccountIds.parse("page_token", key.get(1)),
                        UUID.fromString(key.get(2))));
    }

    /** Before every event of the remaining days, and already in the first of them: the current day is done. */
    static EventKey beyond(LocalDate day, boolean newestFirst) {
        var walked = Span.of(day);
        return newestFirst
                ? new EventKey(walked.start().minus(1, ChronoUnit.MICROS), LAST_ACCOUNT_ID, new UUID(-1, -1))
                : new EventKey(walked.end(), 0, new UUID(0, 0));
    }

    String token(ListEventsRequest request) {
        return PageToken.after(request, List.of(time.toString(), AccountIds.format(accountId), id.toString()));
    }
}
