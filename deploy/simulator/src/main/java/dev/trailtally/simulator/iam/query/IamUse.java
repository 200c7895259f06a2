package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.fault.RequestLedger;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests to IAM for one account.
 *
 * @param accepted requests that took a token, whatever their result
 * @param throttled requests that found no token
 * @param actions the accepted ones by action, such as ListUsers
 * @param firstAccepted null if none was
 * @param lastAccepted null if none was
 */
public record IamUse(
        String account,
        long accepted,
        long throttled,
        Map<String, Long> actions,
        @Nullable Instant firstAccepted,
        @Nullable Instant lastAccepted) {

    public IamUse {
        actions = new TreeMap<>(actions);
    }

    static IamUse of(String account, RequestLedger.Use use) {
        return new IamUse(
                account, use.accepted(), use.throttled(), use.counts(), use.firstAccepted(), use.lastAccepted());
    }

    public long requests() {
        return accepted + throttled;
    }

    public long accepted(String action) {
        return actions.getOrDefault(action, 0L);
    }
}
