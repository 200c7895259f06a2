package dev.trailtally.aggregator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as the collector stores it; references are numbers, and only actions and principals have dictionaries. */
record TestEvent(
        long accountId,
        Instant time,
        UUID id,
        int region,
        int action,
        int errorCode,
        int principal,
        int session,
        int accessKey,
        int sourceIp,
        int userAgent,
        boolean failed,
        @Nullable UUID sharedEventId) {

    /** One of the six, by its id. */
    short category() {
        return (short) (1 + Math.floorMod(id.getLeastSignificantBits(), 6));
    }

    boolean isCall() {
        return category() <= 2 || category() == 6;
    }

    /** The service of its action, as {@link TestLedger} writes it. */
    String eventSource() {
        return "service" + action % 3 + ".amazonaws.com";
    }

    /** The key of its principal, as {@link TestLedger} writes it. */
    String principalKey() {
        return "principal" + principal;
    }

    /** Events of an account spread evenly over [from, from + seconds). */
    static List<TestEvent> random(Random random, long accountId, Instant from, int seconds, int count) {
        var events = new ArrayList<TestEvent>();
        for (int i = 0; i < count; i++) {
            int error = random.nextInt(10) == 0 ? 1 + random.nextInt(3) : 0;
            events.add(new TestEvent(
                    accountId,
                    from.plusSeconds(random.nextInt(seconds)),
                    new UUID(random.nextLong(), random.nextLong()),
                    1 + random.nextInt(3),
                    1 + random.nextInt(8),
                    error,
                    1 + random.nextInt(6),
                    random.nextInt(5),
                    random.nextInt(4),
                    1 + random.nextInt(3),
                    1 + random.nextInt(2),
                    error != 0 || random.nextInt(20) == 0,
                    null));
        }
        return events;
    }

    /** Another event, with a sharedEventID. */
    TestEvent sharing(UUID shared) {
        return new TestEvent(
                accountId, time, id, region, action, errorCode, principal, session, accessKey, sourceIp, userAgent,
                failed, shared);
    }
}
