package dev.trailtally.collector.lookup;

import dev.trailtally.collector.claim.ClaimedUnit;
import dev.trailtally.collector.work.SharedValues;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** What all readers of this instance share: threads, the bound on requests, the rates of places and the priorities. */
public final class UnitReaders implements AutoCloseable {

    // Each request that waits for AWS holds a connection; and all their pages may come while the writer is behind.
    private static final long MAX_CONNECTIONS = 4_000;
    // A page of usual events takes 128 KiB; they may have a third of the heap.
    private static final long PAGE_BYTES = 128 << 10;
    private static final int MAX_IN_FLIGHT =
            (int) Math.clamp(Runtime.getRuntime().maxMemory() / 3 / PAGE_BYTES, 64, MAX_CONNECTIONS);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
    private final SharedValues<Place, RequestRate> rates;
    private final UnitPriority priority = new UnitPriority();
    private final LongSupplier nanos;

    public UnitReaders(LongSupplier nanos) {
        this.rates = new SharedValues<>(() -> new RequestRate(nanos.getAsLong()));
        this.nanos = nanos;
    }

    /** A reader of one claim; end it with {@link #leave}. */
    public UnitReader reader(ClaimedUnit unit, UnitReader.PageSink pages) {
        var rate = rates.join(Place.of(unit));
        return new UnitReader(unit, rate, pages, threads, inFlight, priority, nanos);
    }

    public void leave(ClaimedUnit unit) {
        rates.leave(Place.of(unit));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }

    private record Place(long accountId, String region) {

        static Place of(ClaimedUnit unit) {
            return new Place(unit.accountId(), unit.region());
        }
    }
}
