package dev.trailtally.report.sighting;

import dev.trailtally.report.interval.Times;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.request.PageToken;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.Sighting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The position of a first sighting: the newest come first. */
record FirstSightingKey(Instant firstEventTime, long accountId, int kind, String value) {

    static final int SIZE = 4;

    private static final FirstSightingKey START =
            new FirstSightingKey(Instant.parse("9999-12-31T23:59:59Z"), -1, 0, "");

    static FirstSightingKey of(@Nullable List<String> token) {
        if (token == null) {
            return START;
        }
        try {
            return new FirstSightingKey(
                    Instant.parse(token.get(0)),
                    AccountIds.parse("page_token", token.get(1)),
                    Integer.parseInt(token.get(2)),
                    token.get(3));
        } catch (DateTimeException | NumberFormatException e) {
            throw PageToken.malformed();
        }
    }

    static List<String> token(Sighting last) {
        return List.of(
                Times.instant(last.getFirstEventTime()).toString(),
                last.getAccountId(),
                Integer.toString(last.getKindValue()),
                last.getValue());
    }

    Binds binds() {
        return new Binds()
                .with("last_time", firstEventTime)
                .with("last_account_id", accountId)
                .with("last_number", kind)
                .with("last_value", value);
    }
}
