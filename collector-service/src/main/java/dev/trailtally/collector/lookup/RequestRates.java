package dev.trailtally.collector.lookup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** One {@link RequestRate} for each account and region that is being read, shared by all scans. */
public final class RequestRates {

    private record Place(long accountId, String region) {}

    private static final class Shared {
        private final RequestRate rate;
        private int users;

        Shared(RequestRate rate) {
            this.rate = rate;
        }
    }

    private final LongSupplier nanos;
    private final Map<Place, Shared> rates = new ConcurrentHashMap<>();

    public RequestRates(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Release it with {@link #leave}. */
    RequestRate join(long accountId, String region) {
        var shared = rates.compute(new Place(accountId, region), (place, present) -> {
            var joined = present == null ? new Shared(new RequestRate(nanos.getAsLong())) : present;
            joined.users++;
            return joined;
        });
        return shared.rate;
    }

    void leave(long accountId, String region) {
        rates.computeIfPresent(new Place(accountId, region), (place, shared) -> --shared.users == 0 ? null : shared);
    }
}
