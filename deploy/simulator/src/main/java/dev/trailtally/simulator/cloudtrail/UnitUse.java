package dev.trailtally.simulator.cloudtrail;

import dev.trailtally.simulator.fault.RequestLedger;
import dev.trailtally.simulator.organization.AccountRegion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The requests to LookupEvents for one account and region.
 *
 * @param accepted requests that took a token, whatever their result
 * @param answered accepted ones that got a page
 * @param throttled requests that found no token
 * @param events sent in pages
 * @param firstAccepted null if none was
 * @param lastAccepted null if none was
 */
public record UnitUse(
        AccountRegion unit,
        long accepted,
        long answered,
        long throttled,
        long events,
        @Nullable Instant firstAccepted,
        @Nullable Instant lastAccepted) {

    static final String ANSWERED = "answered";
    static final String EVENTS = "events";

    static UnitUse of(AccountRegion unit, RequestLedger.Use use) {
        return new UnitUse(
                unit,
                use.accepted(),
                use.count(ANSWERED),
                use.throttled(),
                use.count(EVENTS),
                use.firstAccepted(),
                use.lastAccepted());
    }
}
