package dev.trailtally.collector.event;

import dev.trailtally.collector.claim.SliceState;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.source.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a unit of LookupEvents has been read when a batch commits. Not thread-safe.
 */
public final class UnitProgress {

    private final long unitId;
    private final UUID holder;
    private final Map<Integer, SliceState> slices = new TreeMap<>();
    private Requests requests = Requests.NONE;
    private long records;
    private @Nullable Duration timeLeft;
    private boolean complete;
    private @Nullable SourceException failure;

    UnitProgress(long unitId, UUID holder) {
        this.unitId = unitId;
        this.holder = holder;
    }

    void add(
            Requests more,
            List<SliceState> changed,
            long moreRecords,
            @Nullable Duration nowLeft,
            boolean nowComplete,
            @Nullable SourceException endedBy) {
        requests = requests.plus(more);
        changed.forEach(slice -> slices.put(slice.number(), slice));
        records += moreRecords;
        timeLeft = nowLeft;
        complete |= nowComplete;
        failure = endedBy == null ? failure : endedBy;
    }

    public long unitId() {
        return unitId;
    }

    /** Under which the unit was claimed. */
    public UUID holder() {
        return holder;
    }

    public Requests requests() {
        return requests;
    }

    public long records() {
        return records;
    }

    /** How long the rest takes, as of the last page; null if that is not known. */
    public @Nullable Duration timeLeft() {
        return timeLeft;
    }

    /** Whether nothing is left of the unit's window. */
    public boolean isComplete() {
        return complete;
    }

    /** Why nothing more is read of the unit; null if more may be. */
    public @Nullable SourceException failure() {
        return failure;
    }

    /** The slices that changed, as they are now. */
    public List<SliceState> slices() {
        return new ArrayList<>(slices.values());
    }
}
