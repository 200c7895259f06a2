package dev.trailtally.report.sighting;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.PageToken;
import dev.trailtally.rpc.RpcTimes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The position of a first sighting: the newest come first. */
record FirstSightingKey(Instant firstEventTime, long accountId, int kind, String value) {

    static final Comparator<Sighting> ORDER = Comparator.comparing(
                    (Sighting sighting) -> RpcTimes.instant(sighting.getFirstEventTime()))
            .reversed()
            .thenComparing(Sighting::getAccountId)
            .thenComparingInt(Sighting::getKindValue);

    private static final FirstSightingKey START =
            new FirstSightingKey(Instant.parse("9999-12-31T23:59:59Z"), -1, 0, "");

    static FirstSightingKey of(ListFirstSightingsRequest request) {
        return PageToken.key(
                request,
                4,
                START,
                key -> new FirstSightingKey(
                        Instant.parse(key.get(0)),
                        AccountIds.parse("page_token", key.get(1)),
                        Integer.parseInt(key.get(2)),
                        key.get(3)));
    }

    static List<String> token(Sighting last) {
        return List.of(
                RpcTimes.instant(last.getFirstEventTime()).toString(),
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
