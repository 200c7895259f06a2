package dev.trailtally.report.event;

import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.request.PageToken;
import dev.trailtally.report.v1.ListEventsRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What identifies an event and orders it among others. */
record EventKey(Instant time, long accountId, UUID id) {

    static @Nullable EventKey of(ListEventsRequest request) {
        var key = PageToken.key(request, 3);
        if (key == null) {
            return null;
        }
        try {
            return new EventKey(
                    Instant.parse(key.get(0)), AccountIds.parse("page_token", key.get(1)), UUID.fromString(key.get(2)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw PageToken.malformed();
        }
    }

    String token(ListEventsRequest request) {
        return PageToken.after(request, List.of(time.toString(), AccountIds.format(accountId), id.toString()));
    }
}
