package dev.trailtally.collector.claim;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.scan.ScanFilter;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.rpc.AccountIds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An account and region of a LookupEvents scan that this instance may read until its lease ends.
 *
 * @param holder what scan_unit.claimed_by says of this claim
 * @param lookup what the scan asks of LookupEvents, except its accounts
 * @param interval the scan's own, exactly: the window is in whole seconds
 * @param worked how long collectors had read the unit when this claim was made
 * @param slices what is still to be read
 */
public record ClaimedUnit(
        long unitId,
        UUID holder,
        UUID scanId,
        long accountId,
        String region,
        LookupSource lookup,
        ScanFilter interval,
        boolean keepRaw,
        Duration worked,
        List<SliceState> slices) {

    public ClaimedUnit {
        requireNonNull(holder, "holder is null");
        requireNonNull(scanId, "scanId is null");
        requireNonNull(region, "region is null");
        requireNonNull(lookup, "lookup is null");
        requireNonNull(interval, "interval is null");
        requireNonNull(worked, "worked is null");
        slices = List.copyOf(slices);
    }

    /** Until the unit's deadline, when this claim was made. */
    public Duration left() {
        return Duration.ofSeconds(lookup.getUnitDeadline().getSeconds()).minus(worked);
    }

    /** What log lines and spans of its work name. */
    public Map<String, String> workFields() {
        return Map.of("scan", scanId.toString(), "account", AccountIds.format(accountId), "region", region);
    }
}
